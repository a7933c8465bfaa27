//! Journal to history: what AWS shows of an event (contract 6).
