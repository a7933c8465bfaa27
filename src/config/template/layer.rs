//! Layers: those of this template, and paths. What is in an account is not here.

use std::path::PathBuf;

use super::reference::{LOCAL_LAYER, SAM_LAYER};
use super::resolve::{Use, shown};
use super::tree::Tree;
use super::{Fault, Reader};

impl Reader<'_> {
    /// The layers that are here; each that is not is told, and the function runs without it.
    pub(super) fn layers(&mut self, id: &str) -> Result<Vec<PathBuf>, Fault> {
        let resource = &self.resolver.resources.all[id];
        let Some(list) = self.property(resource, "Layers")? else {
            return Ok(Vec::new());
        };
        let items = self.resolver.list(&list).map_err(|fault| fault.of("`Layers`"))?;
        let mut layers = Vec::new();
        for item in items {
            match self.layer(&item) {
                Ok(layer) => layers.extend(layer),
                Err(fault) => {
                    let fault = fault.of("a layer is left out");
                    self.remark(fault, None);
                }
            }
        }
        Ok(layers)
    }

    fn layer(&self, item: &Tree) -> Result<Option<PathBuf>, Fault> {
        let Some(settled) = self.resolver.settle(item, Use::Layer)? else {
            return Ok(None);
        };
        let text = self.resolver.text(&settled)?;
        if let Some(id) = text.strip_prefix(LOCAL_LAYER) {
            return self.content(id, item.line).map(Some);
        }
        if text.starts_with("arn:") {
            let message = format!("`{}` is in an account, not here", shown(&text));
            return Err(Fault::at(item.line, message));
        }
        Ok(Some(self.below(&text)))
    }

    fn content(&self, id: &str, line: usize) -> Result<PathBuf, Fault> {
        let Some(resource) = self.resolver.resources.all.get(id) else {
            return Err(Fault::at(line, format!("there is no layer `{}`", shown(id))));
        };
        let name = if resource.kind == SAM_LAYER {
            "ContentUri"
        } else {
            "Content"
        };
        if let Some(path) = self.asset(resource) {
            return Ok(path);
        }
        match self.property(resource, name)? {
            Some(value) => self.local(&value, name),
            None => Err(Fault::at(resource.line, format!("there is no `{name}`"))),
        }
    }
}
