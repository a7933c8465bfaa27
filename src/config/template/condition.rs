//! `Conditions`, and the functions that only they take.

use super::Fault;
use super::resolve::{Resolver, arguments, shown};
use super::tree::Tree;
use crate::config::did_you_mean;

impl Resolver<'_> {
    /// Whether a condition holds.
    pub(super) fn condition(&self, name: &str, line: usize) -> Result<bool, Fault> {
        if let Some(known) = self.answered.borrow().get(name) {
            return known.clone().unwrap_or_else(|| {
                Err(Fault::at(
                    line,
                    format!("the condition `{}` asks for itself", shown(name)),
                ))
            });
        }
        let conditions = self.conditions.as_ref();
        let Some(tree) = conditions.and_then(|conditions| conditions.get(name)) else {
            let known: Vec<String> = conditions
                .and_then(|conditions| conditions.map())
                .map(|conditions| conditions.keys().cloned().collect())
                .unwrap_or_default();
            let fault = Fault::at(line, format!("there is no condition `{}`", shown(name)));
            return Err(fault.hint(did_you_mean(name, &known)));
        };
        self.answered.borrow_mut().insert(name.to_owned(), None);
        let holds = self.holds(tree);
        self.answered
            .borrow_mut()
            .insert(name.to_owned(), Some(holds.clone()));
        holds
    }

    fn holds(&self, tree: &Tree) -> Result<bool, Fault> {
        let Some((name, argument)) = tree.intrinsic() else {
            return Err(Fault::at(
                tree.line,
                "a condition is one of CloudFormation's functions",
            ));
        };
        self.call(tree.line, || match name {
            "Condition" => self.condition(&self.text(argument)?, argument.line),
            "Fn::Equals" => {
                let [one, other] = arguments(name, argument)?;
                Ok(self.text(one)? == self.text(other)?)
            }
            "Fn::Not" => {
                let [condition] = arguments(name, argument)?;
                Ok(!self.holds(condition)?)
            }
            "Fn::And" => self.any(argument, false).map(|found| !found),
            "Fn::Or" => self.any(argument, true),
            name => Err(Fault::at(tree.line, format!("`{}` is no condition", shown(name)))),
        })
    }

    /// Whether one of the conditions is this; one that is decides, whatever is not known of the others.
    fn any(&self, list: &Tree, wanted: bool) -> Result<bool, Fault> {
        let Some(conditions) = list.list() else {
            return Err(Fault::at(list.line, "a list of conditions is wanted here"));
        };
        let mut unknown = None;
        for condition in conditions {
            match self.holds(condition) {
                Ok(holds) if holds == wanted => return Ok(true),
                Ok(_) => {}
                Err(fault) => unknown = unknown.or(Some(fault)),
            }
        }
        unknown.map_or(Ok(false), Err)
    }
}
