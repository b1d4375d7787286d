//! Opening an input: size, special files, compression.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use text::limits::{DOCUMENT_BYTES, FILE_BYTES, UNPACKED_BYTES};

/// How many layers of compression are taken off.
const LAYERS: usize = 3;
/// Bytes looked at to tell what an input is.
const HEAD_BYTES: usize = 16 << 10;

/// An input being read, compression already off.
pub(crate) type Source = BufReader<Box<dyn Read + Send>>;

/// Opens a file.
///
/// # Errors
/// With the reason as told to the user: no regular file, too large, unreadable.
pub(crate) fn open(path: &Path) -> Result<Source, String> {
    let meta = path.metadata().map_err(|e| reason(&e))?;
    if !meta.is_file() {
        // Opening a pipe would wait for a writer for ever.
        return Err("not a regular file".to_owned());
    }
    if meta.len() > FILE_BYTES {
        return Err(format!("larger than {} MB", FILE_BYTES >> 20));
    }
    let file = File::open(path).map_err(|e| reason(&e))?;
    unpack(Box::new(file))
}

/// Takes compression off a stream.
///
/// # Errors
/// With the reason as told to the user.
pub(crate) fn unpack(stream: Box<dyn Read + Send>) -> Result<Source, String> {
    let mut source = BufReader::with_capacity(HEAD_BYTES, stream);
    for _ in 0..LAYERS {
        let head = source.fill_buf().map_err(|e| reason(&e))?;
        source = if head.starts_with(b"\x1F\x8B") {
            layer(Box::new(MultiGzDecoder::new(source)))
        } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
            layer(Box::new(Zstd::new(source)?))
        } else {
            return Ok(source);
        };
    }
    Err("compressed too many times over".to_owned())
}

fn layer(stream: Box<dyn Read + Send>) -> Source {
    BufReader::with_capacity(HEAD_BYTES, Box::new(stream.take(UNPACKED_BYTES)))
}

/// The first bytes, without consuming them.
///
/// # Errors
/// With the reason as told to the user.
pub(crate) fn head(source: &mut Source) -> Result<&[u8], String> {
    source.fill_buf().map_err(|e| reason(&e))
}

/// Reads the whole of one document.
///
/// # Errors
/// With the reason as told to the user: broken, or longer than a document may be.
pub(crate) fn whole(source: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = source.take(DOCUMENT_BYTES as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > DOCUMENT_BYTES {
        return Err(format!("holds more than {} MB", DOCUMENT_BYTES >> 20));
    }
    read.map_err(|e| reason(&e))?;
    Ok(bytes)
}

/// What went wrong, in words for the user.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::UnexpectedEof => "ends too early: the compressed file is cut off".to_owned(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            format!("damaged compressed file: {error}")
        }
        _ => format!("cannot be read: {error}"),
    }
}

/// Zstandard frames one after the other.
struct Zstd {
    frame: Option<ruzstd::decoding::StreamingDecoder<Source, ruzstd::decoding::FrameDecoder>>,
}

impl Zstd {
    fn new(source: Source) -> Result<Zstd, String> {
        let frame = ruzstd::decoding::StreamingDecoder::new(source)
            .map_err(|e| format!("damaged compressed file: {e}"))?;
        Ok(Zstd { frame: Some(frame) })
    }
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(frame) = &mut self.frame {
            let read = frame.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let mut rest = self.frame.take().expect("the loop's condition").into_inner();
            if !rest.fill_buf()?.is_empty() {
                let next =
                    ruzstd::decoding::StreamingDecoder::new(rest).map_err(io::Error::other)?;
                self.frame = Some(next);
            }
        }
        Ok(0)
    }
}
