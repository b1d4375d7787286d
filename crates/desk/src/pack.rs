//! Values and bytes as they are kept in the store: compact and compressed.

use std::cell::RefCell;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::{Compressor, Decompressor};

use crate::{Error, Kind};

/// Level of compression: most of what the higher ones gain, at a fraction of their time.
const LEVEL: i32 = 3;

thread_local! {
    // To make one takes longer than to use it for what most values take.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Compresses bytes.
pub(crate) fn squeeze(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let squeezed = COMPRESSOR.with_borrow_mut(|compressor| match compressor {
        Some(compressor) => compressor.compress(bytes),
        None => compressor.insert(Compressor::new(LEVEL)?).compress(bytes),
    });
    squeezed.map_err(|e| Error::new(Kind::Store, "compressing what is to be kept", e))
}

/// The bytes that were compressed, at most `limit` of them.
pub(crate) fn unsqueeze(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let bytes = DECOMPRESSOR.with_borrow_mut(|decompressor| match decompressor {
        Some(decompressor) => decompressor.decompress(bytes, limit),
        None => decompressor.insert(Decompressor::new()?).decompress(bytes, limit),
    });
    bytes.map_err(|e| damaged("unpacking what is kept", &e))
}

/// A value as it is kept.
pub(crate) fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    let bytes = postcard::to_stdvec(value)
        .map_err(|e| Error::new(Kind::Store, "writing down what is to be kept", e))?;
    squeeze(&bytes)
}

/// The value that was kept.
pub(crate) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    /// More than the record of the largest situation takes.
    const MOST: usize = 1 << 30;
    let bytes = unsqueeze(bytes, MOST)?;
    postcard::from_bytes(&bytes).map_err(|e| damaged("reading what is kept", &e))
}

fn damaged(doing: &str, why: &dyn std::fmt::Display) -> Error {
    Error::new(Kind::Store, doing, why)
        .advise("`twosource desk rebuild` makes readings and records again")
}
