//! Tokenises HTML as a browser does, so that a test sees the tags that a hostile name would
//! create.

/// A tag with its attributes, their values unescaped.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The parts of a document, without scripts.
#[derive(Debug)]
pub(crate) enum Piece {
    Open(Tag),
    Close(String),
    Text(String),
}

/// The parts of a document, in order.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), html);
    while let Some((before, after)) = rest.split_once('<') {
        pieces.push(Piece::Text(unescaped(before)));
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").expect("a comment ends").1;
        } else if let Some(close) = after.strip_prefix('/') {
            let (name, end) = close.split_once('>').expect("a tag ends");
            pieces.push(Piece::Close(name.trim().to_lowercase()));
            rest = end;
        } else if after.starts_with('!') {
            rest = after.split_once('>').expect("a tag ends").1;
        } else {
            let (tag, end) = tag(after);
            rest = end;
            let name = tag.name.clone();
            pieces.push(Piece::Open(tag));
            if name == "script" {
                rest = rest.split_once("</script").expect("a script ends").1;
                rest = rest.split_once('>').expect("a tag ends").1;
                pieces.push(Piece::Close(name));
            }
        }
    }
    pieces.push(Piece::Text(unescaped(rest)));
    pieces
}

/// The opening tags of a document and the text between its tags, without scripts.
pub(crate) fn read(html: &str) -> (Vec<Tag>, String) {
    let (mut tags, mut text) = (Vec::new(), String::new());
    for piece in pieces(html) {
        match piece {
            Piece::Open(tag) => tags.push(tag),
            Piece::Text(part) => text.push_str(&part),
            Piece::Close(_) => {}
        }
    }
    (tags, text)
}

/// An opening tag, and what follows it.
fn tag(html: &str) -> (Tag, &str) {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '>' | '/');
    let (name, mut rest) = html.split_at(html.find(is_end).expect("a tag ends"));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(end) = rest.strip_prefix('>') {
            let name = name.to_lowercase();
            return (Tag { name, attributes }, end);
        }
        let key_end = rest
            .find(|c: char| is_end(c) || c == '=')
            .expect("a tag ends");
        let (key, after) = rest.split_at(key_end);
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(quoted) => match quoted.strip_prefix('"') {
                Some(value) => value.split_once('"').expect("a quote ends"),
                None => quoted.split_at(quoted.find(is_end).expect("a value ends")),
            },
        };
        attributes.push((key.to_lowercase(), unescaped(value)));
        rest = after;
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

#[test]
fn a_hostile_name_would_be_noticed() {
    let (tags, text) = read(
        r#"<!DOCTYPE html><p class="a b" hidden>1 &lt; 2<!-- <b> --></p><IMG src=x onerror="f()"/>"#,
    );
    let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["p", "img"]);
    assert_eq!(tags[0].attribute("class"), Some("a b"));
    assert_eq!(tags[0].attribute("hidden"), Some(""));
    assert_eq!(tags[1].attribute("onerror"), Some("f()"));
    assert_eq!(text, "1 < 2");
}
