//! A posted form of two parts, as the unified interface has it (RFC 7578; REALTIME, section 3.2).

use crate::voice::fault::Fault;

/// Parts of one form: the two that are known, and some that a library may add.
const PARTS: usize = 8;

/// The longest boundary. RFC 2046, section 5.1.1.
const BOUNDARY_BYTES: usize = 70;

/// What was posted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// The offer.
    pub sdp: Option<String>,
    /// The settings, JSON.
    pub session: Option<String>,
}

/// Reads a form, whose media type is `kind`.
pub(super) fn read(kind: &str, body: &[u8]) -> Result<Form, Fault> {
    let boundary = boundary(kind).ok_or_else(|| wrong("The form's boundary is missing."))?;
    let body = std::str::from_utf8(body).map_err(|_| wrong("The form is not UTF-8."))?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line before it, where there is no preamble.
    let begun = match body.strip_prefix(&delimiter[2..]) {
        Some(rest) => rest,
        None => after(body, &delimiter)?,
    };
    let mut form = Form::default();
    let mut rest = begun;
    for _ in 0..PARTS {
        if rest.starts_with("--") {
            return Ok(form);
        }
        let part = rest.split_once("\r\n").map(|(_, part)| part);
        let part = part.ok_or_else(|| wrong("The form breaks off."))?;
        // A part without headers begins with the empty line.
        let (headers, content) = match part.strip_prefix("\r\n") {
            Some(content) => ("", content),
            None => part
                .split_once("\r\n\r\n")
                .ok_or_else(|| wrong("The form breaks off."))?,
        };
        let (content, next) = content
            .split_once(&delimiter)
            .ok_or_else(|| wrong("The form breaks off."))?;
        form.take(name(headers), content)?;
        rest = next;
    }
    Err(wrong("The form has too many parts."))
}

impl Form {
    fn take(&mut self, name: Option<&str>, content: &str) -> Result<(), Fault> {
        let part = match name {
            Some("sdp") => &mut self.sdp,
            Some("session") => &mut self.session,
            // What a later version adds.
            _ => return Ok(()),
        };
        match part.replace(content.to_owned()) {
            Some(_) => Err(wrong("A part of the form is there twice.")),
            None => Ok(()),
        }
    }
}

fn after<'a>(body: &'a str, delimiter: &str) -> Result<&'a str, Fault> {
    let found = body.split_once(delimiter).map(|(_, rest)| rest);
    found.ok_or_else(|| wrong("The form does not begin."))
}

fn boundary(kind: &str) -> Option<&str> {
    let said = parameter(kind, "boundary")?;
    ((1..=BOUNDARY_BYTES).contains(&said.len())).then_some(said)
}

/// The name of a part, of its `Content-Disposition`.
fn name(headers: &str) -> Option<&str> {
    let disposition = headers.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    });
    parameter(disposition?, "name")
}

/// A parameter of a header's value, without its quotes.
fn parameter<'a>(value: &'a str, wanted: &str) -> Option<&'a str> {
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case(wanted);
        named.then(|| value.trim().trim_matches('"'))
    })
}

fn wrong(message: &'static str) -> Fault {
    Fault::wrong("invalid_form", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=xyz";

    fn parts(parts: &[(&str, &str)]) -> String {
        let each = parts.iter().map(|(name, content)| {
            let disposition = format!("Content-Disposition: form-data; name=\"{name}\"");
            format!("--xyz\r\n{disposition}\r\nContent-Type: text/plain\r\n\r\n{content}\r\n")
        });
        each.collect::<String>() + "--xyz--\r\n"
    }

    fn read(body: &str) -> Result<Form, Fault> {
        super::read(KIND, body.as_bytes())
    }

    #[test]
    fn both_parts_are_found_whatever_else_is_there() {
        let sdp = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n";
        let body = parts(&[("other", "--xy"), ("sdp", sdp), ("session", "{}")]);
        let form = read(&body).unwrap();
        assert_eq!(form.sdp.as_deref(), Some(sdp));
        assert_eq!(form.session.as_deref(), Some("{}"));
        // A preamble is not looked at, and quotes around the boundary are none of it.
        let form = super::read(
            "multipart/form-data; charset=utf-8; boundary=\"xyz\"",
            format!("hello\r\n{body}").as_bytes(),
        );
        assert_eq!(form.unwrap().session.as_deref(), Some("{}"));
        assert_eq!(read(&parts(&[])).unwrap(), Form::default());
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let body = parts(&[("sdp", "v=0")]);
        for end in 0..body.len() - "\r\n--".len() - 1 {
            read(&body[..end]).unwrap_err();
        }
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=other",
        ] {
            super::read(kind, body.as_bytes()).unwrap_err();
        }
        super::read(KIND, b"--xyz\r\n\r\n\xff\r\n--xyz--").unwrap_err();
        read(&parts(&[("sdp", "a"), ("sdp", "b")])).unwrap_err();
        read(&parts(&[("part", "a"); PARTS + 1])).unwrap_err();
    }
}
