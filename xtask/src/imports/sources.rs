//! The files of a crate, and what they import of each other. Code that is compiled for tests
//! alone is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Expr, Item, ItemMod, Lit, Meta, UseTree};

use crate::failure::Failure;
use crate::files::read;

/// The path of a module from its crate's root.
type ModulePath = Vec<String>;

/// The files of a crate.
#[derive(Default)]
pub(super) struct Sources {
    files: Vec<File>,
    /// The files of each module: more than one where it depends on features.
    modules: BTreeMap<ModulePath, Vec<usize>>,
    imports: BTreeSet<(usize, usize)>,
}

struct File {
    /// From the crate's folder's parent on, for people.
    shown: String,
    module: ModulePath,
    /// The paths that it names, each as segments from the crate's root.
    named: Vec<ModulePath>,
}

impl Sources {
    /// Reads the crate of a folder: its library, or its program where it has none.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let source = folder.join("src");
        let root = ["lib.rs", "main.rs"].map(|name| source.join(name));
        let root = root.into_iter().find(|root| root.is_file());
        let mut sources = Self::default();
        let parent = folder.parent().unwrap_or(folder);
        if let Some(root) = root {
            sources.read_module(parent, &root, Vec::new())?;
        }
        sources.connect();
        Ok(sources)
    }

    /// What imports what: pairs of files.
    pub(super) fn imports(&self) -> impl Iterator<Item = (usize, usize)> {
        self.imports.iter().copied()
    }

    /// A file's path.
    pub(super) fn path(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.shown)
    }

    /// Whether there is such a module.
    pub(super) fn has(&self, module: &[&str]) -> bool {
        self.files.iter().any(|file| file.module == module)
    }

    /// The file or folder in a module's folder that a file is or lies in: `lib` for the crate's
    /// root, `mod` for the module's own file. `None` if the file lies elsewhere.
    pub(super) fn part_of(&self, module: &[&str], file: usize) -> Option<&str> {
        let path = &self.files.get(file)?.module;
        let (start, rest) = path.split_at_checked(module.len())?;
        if start != module {
            return None;
        }
        let own = if module.is_empty() { "lib" } else { "mod" };
        Some(rest.first().map_or(own, |name| name))
    }

    /// Whether files are a module and children of it.
    pub(super) fn are_parent_and_children(&self, files: &[usize]) -> bool {
        let modules = files.iter().filter_map(|file| self.files.get(*file));
        let modules: Vec<&ModulePath> = modules.map(|file| &file.module).collect();
        modules.iter().any(|parent| {
            modules.iter().all(|module| {
                module == parent || module.len() == parent.len() + 1 && module.starts_with(parent)
            })
        })
    }

    fn read_module(
        &mut self,
        parent: &Path,
        path: &Path,
        module: ModulePath,
    ) -> Result<(), Failure> {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let syntax = syn::parse_file(&text).map_err(|error| Failure::Imports {
            problems: vec![format!("{}: {error}", path.display())],
        })?;
        let mut named = Vec::new();
        let mut children = Vec::new();
        for item in &syntax.items {
            take_item(item, &module, &mut named, &mut children);
        }
        self.modules
            .entry(module.clone())
            .or_default()
            .push(self.files.len());
        let shown = path.strip_prefix(parent).unwrap_or(path);
        self.files.push(File {
            shown: shown.display().to_string(),
            module: module.clone(),
            named,
        });
        for child in children {
            let (name, place) = (child.ident.to_string(), place(path, &child));
            if let Some(place) = place {
                let module = module.iter().cloned().chain([name]).collect();
                self.read_module(parent, &place, module)?;
            }
        }
        Ok(())
    }

    fn connect(&mut self) {
        for (from, file) in self.files.iter().enumerate() {
            for named in &file.named {
                // The longest beginning that is a module with a file of its own.
                let found = (0..=named.len())
                    .rev()
                    .find_map(|length| self.modules.get(named.get(..length)?));
                for &to in found.into_iter().flatten() {
                    if self
                        .files
                        .get(to)
                        .is_some_and(|to| to.module != file.module)
                    {
                        self.imports.insert((from, to));
                    }
                }
            }
        }
    }
}

fn take_item(
    item: &Item,
    module: &ModulePath,
    named: &mut Vec<ModulePath>,
    children: &mut Vec<ItemMod>,
) {
    match item {
        Item::Mod(child) if is_for_tests(&child.attrs) => {}
        Item::Mod(child) if child.content.is_none() => children.push(child.clone()),
        Item::Use(import) if is_for_tests(&import.attrs) => {}
        Item::Use(import) => take_use(&import.tree, &mut Vec::new(), module, named),
        other => take_tokens(other.to_token_stream(), module, named),
    }
}

/// The paths of a `use`.
fn take_use(
    tree: &UseTree,
    before: &mut Vec<String>,
    module: &ModulePath,
    named: &mut Vec<ModulePath>,
) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            take_use(&path.tree, before, module, named);
            before.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                take_use(tree, before, module, named);
            }
        }
        UseTree::Name(name) => {
            let segments = before.iter().cloned().chain([name.ident.to_string()]);
            named.extend(from_root(&segments.collect::<Vec<_>>(), module));
        }
        UseTree::Rename(name) => {
            let segments = before.iter().cloned().chain([name.ident.to_string()]);
            named.extend(from_root(&segments.collect::<Vec<_>>(), module));
        }
        UseTree::Glob(_) => named.extend(from_root(before, module)),
    }
}

/// The paths in code, macros among it: identifiers with `::` between them.
fn take_tokens(tokens: TokenStream, module: &ModulePath, named: &mut Vec<ModulePath>) {
    let mut path: Vec<String> = Vec::new();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Ident(name) => {
                if colons != 2 {
                    named.extend(from_root(&std::mem::take(&mut path), module));
                }
                path.push(name.to_string());
                colons = 0;
            }
            other => {
                named.extend(from_root(&std::mem::take(&mut path), module));
                colons = 0;
                if let TokenTree::Group(group) = other
                    && !is_visibility(group.stream())
                {
                    take_tokens(group.stream(), module, named);
                }
            }
        }
    }
    named.extend(from_root(&path, module));
}

/// Whether this is the inner part of `pub(crate)` or `pub(in crate::parse)`, which names who
/// may import, and imports nothing.
fn is_visibility(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter();
    match tokens.next() {
        Some(TokenTree::Ident(first)) if first == "in" => true,
        Some(TokenTree::Ident(first)) => {
            tokens.next().is_none() && ["crate", "super", "self"].iter().any(|word| first == word)
        }
        _ => false,
    }
}

/// A path from the crate's root on. One that begins with another name may be a child module;
/// where it is none, no file is found for more than the module itself.
fn from_root(path: &[String], module: &ModulePath) -> Option<ModulePath> {
    let (first, mut rest) = path.split_first()?;
    if rest.is_empty() && first != "crate" {
        // `use child;` names a child, and a single name in code nothing.
        return None;
    }
    let mut base = match first.as_str() {
        "crate" => Vec::new(),
        "self" => module.clone(),
        "super" => module.get(..module.len().checked_sub(1)?)?.to_vec(),
        _ => module.iter().chain([first]).cloned().collect(),
    };
    while let Some(("super", after)) = rest.split_first().map(|(first, rest)| (&**first, rest)) {
        base.pop();
        rest = after;
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// Whether what has these attributes is compiled for tests alone.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else {
            return false;
        };
        let words = list.tokens.clone().into_iter();
        list.path.is_ident("cfg")
            && words
                .filter_map(|token| match token {
                    TokenTree::Ident(word) => Some(word.to_string()),
                    _ => None,
                })
                .any(|word| word == "test" || word == "all" && has_test(list.tokens.clone()))
    })
}

fn has_test(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "test",
        TokenTree::Group(group) => has_test(group.stream()),
        _ => false,
    })
}

/// The file of a module that is declared in the file `of`.
fn place(of: &Path, child: &ItemMod) -> Option<PathBuf> {
    let folder = of.parent()?;
    if let Some(path) = child.attrs.iter().find_map(path_attribute) {
        return Some(folder.join(path));
    }
    let stem = of.file_stem()?.to_str()?;
    let folder = match stem {
        "lib" | "main" | "mod" => folder.to_owned(),
        stem => folder.join(stem),
    };
    let name = child.ident.to_string();
    let places = [
        folder.join(format!("{name}.rs")),
        folder.join(name).join("mod.rs"),
    ];
    places.into_iter().find(|place| place.is_file())
}

/// What `#[path = "…"]` says.
fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(value) = &pair.value else {
        return None;
    };
    match &value.lit {
        Lit::Str(path) if pair.path.is_ident("path") => Some(path.value()),
        _ => None,
    }
}
