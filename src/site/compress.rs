//! Compressed copies beside text files, for hosts that serve them as they are (`nginx`'s `gzip_static`, for one).

use super::Sink;
use crate::disk::Fault;
use crate::read::site_file::Output;
use std::io::Write;

/// Smaller files are not worth a second one.
const LEAST: usize = 1024;
/// Brotli's effort: the steps above it take ten times as long for two parts in a hundred.
const EFFORT: i32 = 9;

/// Hands files on, and with each text its compressed copies.
pub struct Compressed<'a> {
    pub inner: &'a dyn Sink,
    pub gz: bool,
    pub br: bool,
}

impl<'a> Compressed<'a> {
    pub fn new(inner: &'a dyn Sink, output: &Output) -> Compressed<'a> {
        Compressed { inner, gz: output.gz, br: output.br }
    }
}

impl Sink for Compressed<'_> {
    fn put(&self, route: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.inner.put(route, bytes)?;
        if bytes.len() < LEAST || !is_text(route) {
            return Ok(());
        }
        let fault = |error| Fault::new("compress", route, error);
        if self.gz {
            self.inner.put(&format!("{route}.gz"), &gzip(bytes).map_err(fault)?)?;
        }
        if self.br {
            self.inner.put(&format!("{route}.br"), &brotli(bytes).map_err(fault)?)?;
        }
        Ok(())
    }
}

fn is_text(route: &str) -> bool {
    let extension = route.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "html" | "css" | "js" | "mjs" | "json" | "xml" | "svg" | "md" | "txt" | "bin")
}

/// Without a time in its header, so that the same text gives the same bytes.
fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: EFFORT, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut out, &settings)?;
    Ok(out)
}
