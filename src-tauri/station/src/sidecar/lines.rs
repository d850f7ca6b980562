//! Lines of a child's output, none longer than a bound.

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// The longest line that is kept, in bytes; the rest of a longer one is dropped. A line of a
/// log with all its fields is shorter.
const LINE_BYTES: usize = 4 * 1024;

/// The next line without its end; `None` when there are no more, or the pipe broke.
pub async fn next(reader: &mut (impl AsyncBufRead + Unpin)) -> Option<String> {
    let mut line = Vec::new();
    loop {
        let Ok(bytes) = reader.fill_buf().await else {
            return None;
        };
        if bytes.is_empty() {
            return (!line.is_empty()).then(|| text(&line));
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let part = &bytes[..end.unwrap_or(bytes.len())];
        let room = LINE_BYTES - line.len();
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Some(text(&line));
        }
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn long_lines_are_cut_and_the_next_one_is_whole() {
        let mut bytes = vec![b'x'; 3 * LINE_BYTES];
        bytes.extend_from_slice(b"\nlistening on 127.0.0.1:1\r\n\nlast");
        // Small pieces, so that a line comes in many.
        let mut reader = tokio::io::BufReader::with_capacity(7, bytes.as_slice());
        assert_eq!(next(&mut reader).await.unwrap().len(), LINE_BYTES);
        let rest = [
            next(&mut reader).await.unwrap(),
            next(&mut reader).await.unwrap(),
            next(&mut reader).await.unwrap(),
        ];
        assert_eq!(rest, ["listening on 127.0.0.1:1", "", "last"]);
        assert_eq!(next(&mut reader).await, None);
    }
}
