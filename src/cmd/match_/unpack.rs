//! Logs that are compressed, read as they are: gzip and Zstandard, known by how they start.
//!
//! Both are unpacked bit by bit: however large a log becomes, no more of it is held than its format looks back.

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How a file starts that gzip wrote (RFC 1952), and one that zstd wrote (RFC 8878).
const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
/// How far a Zstandard log may look back, in bytes: as far as all levels of zstd do but its last two.
const WINDOW: u64 = 32 << 20;

/// Whether a log that starts so is compressed.
pub fn is_packed(start: &[u8]) -> bool {
    start.starts_with(GZIP) || start.starts_with(ZSTD)
}

/// A log's text, whether or not it is compressed.
pub fn unpacked<'a>(mut log: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut start = Vec::new();
    log.by_ref().take(ZSTD.len() as u64).read_to_end(&mut start)?;
    let (is_gzip, is_zstd) = (start.starts_with(GZIP), start.starts_with(ZSTD));
    let log = Cursor::new(start).chain(log);
    Ok(match (is_gzip, is_zstd) {
        (true, _) => Box::new(MultiGzDecoder::new(log)),
        (_, true) => Box::new(Zstd { log: BufReader::new(log), decoder: decoder(), is_in_frame: false }),
        _ => Box::new(log),
    })
}

/// Reads the frames of a Zstandard log, one after the other.
struct Zstd<R> {
    log: BufReader<R>,
    decoder: FrameDecoder,
    is_in_frame: bool,
}

fn decoder() -> FrameDecoder {
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(WINDOW);
    decoder
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if self.is_in_frame {
                while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                    let one = BlockDecodingStrategy::UptoBlocks(1);
                    self.decoder.decode_blocks(&mut self.log, one).map_err(damaged)?;
                }
                let read = self.decoder.read(into)?;
                if read > 0 {
                    return Ok(read);
                }
                self.is_in_frame = false;
                let (told, counted) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
                if told.is_some() && told != counted {
                    return Err(io::Error::other("the archive is damaged: its checksum is another"));
                }
            }
            if self.log.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.start_frame()?;
        }
    }
}

impl<R: Read> Zstd<R> {
    /// Reads how the next frame starts, or passes over one that is none of text.
    fn start_frame(&mut self) -> io::Result<()> {
        match self.decoder.reset(&mut self.log) {
            Ok(()) => self.is_in_frame = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                io::copy(&mut self.log.by_ref().take(u64::from(length)), &mut io::sink())?;
            }
            Err(FrameDecoderError::WindowSizeTooBig { requested, .. }) => {
                return Err(io::Error::other(format!(
                    "it was packed with a window of {} MB, and at most {} are held: unpack it with `zstd -d --long=31 -c`",
                    requested >> 20,
                    WINDOW >> 20
                )));
            }
            Err(error) => return Err(damaged(error)),
        }
        Ok(())
    }
}

fn damaged(error: FrameDecoderError) -> io::Error {
    io::Error::other(format!("the archive is damaged or cut off: {error}"))
}
