//! Forms with files, `multipart/form-data`.
//!
//! # Source
//! RFC 7578.

/// A form being put together.
pub(crate) struct Multipart {
    boundary: String,
    body: Vec<u8>,
}

impl Multipart {
    /// Begins a form; the entropy makes a boundary that no file holds.
    pub(crate) fn new(entropy: [u8; 16]) -> Self {
        Self {
            boundary: format!("herald-{}", hex::encode(entropy)),
            body: Vec::new(),
        }
    }

    /// Adds a field of text.
    #[must_use]
    pub(crate) fn text(mut self, name: &str, value: &str) -> Self {
        self.head(&format!("name=\"{}\"", quoted(name)), None);
        self.body.extend_from_slice(value.as_bytes());
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// Adds a file.
    #[must_use]
    pub(crate) fn file(mut self, name: &str, file_name: &str, mime: &str, bytes: &[u8]) -> Self {
        let (name, file_name) = (quoted(name), quoted(file_name));
        self.head(
            &format!("name=\"{name}\"; filename=\"{file_name}\""),
            Some(mime),
        );
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// Returns the content type and the bytes.
    pub(crate) fn finish(mut self) -> (String, Vec<u8>) {
        self.body
            .extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        (
            format!("multipart/form-data; boundary={}", self.boundary),
            self.body,
        )
    }

    fn head(&mut self, disposition: &str, mime: Option<&str>) {
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; {disposition}\r\n",
            self.boundary
        );
        if let Some(mime) = mime {
            head.push_str("Content-Type: ");
            head.extend(mime.chars().filter(|c| !c.is_control()));
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        self.body.extend_from_slice(head.as_bytes());
    }
}

/// Keeps a name from ending its quotes or its line.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_holds_text_and_file_and_no_name_breaks_out() {
        let form = Multipart::new([7; 16]).text("a\"b", "é").file(
            "file",
            "x\r\ny",
            "image/png",
            &[0, 255],
        );
        let (mime, bytes) = form.finish();
        let boundary = mime.strip_prefix("multipart/form-data; boundary=").unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(text.matches(boundary).count(), 3);
        assert!(text.contains("name=\"a%22b\"\r\n\r\né\r\n"));
        assert!(text.contains("filename=\"x%0D%0Ay\"\r\nContent-Type: image/png\r\n\r\n"));
        assert!(bytes.windows(2).any(|pair| pair == [0, 255]));
    }
}
