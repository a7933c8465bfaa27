//! Wire to execution: a checkpoint's bag of options becomes changes, or a rejection.
