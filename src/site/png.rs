//! Writes PNG files of pictures that nothing shines through, with the compression that the program has anyway.

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::{self, Write as _};

/// A PNG file of pixels, each of four bytes: red, green, blue, and one that is not written.
pub fn encode(width: u32, height: u32, pixels: &[u8]) -> io::Result<Vec<u8>> {
    let mut body = ZlibEncoder::new(Vec::new(), Compression::default());
    for row in pixels.chunks_exact(4 * width.max(1) as usize) {
        // Rows as they are: no filter makes flat colours smaller.
        body.write_all(&[0])?;
        body.write_all(&row.chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect::<Vec<u8>>())?;
    }
    // Eight bits a colour, and colours of three.
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", body.finish()?), (b"IEND", Vec::new())] {
        let mut sum = Crc::new();
        sum.update(kind);
        sum.update(&data);
        png.extend_from_slice(&(data.len() as u32).to_be_bytes());
        png.extend_from_slice(kind);
        png.extend_from_slice(&data);
        png.extend_from_slice(&sum.sum().to_be_bytes());
    }
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::ZlibDecoder;
    use std::io::Read as _;

    #[test]
    fn a_file_holds_size_and_colours() {
        let png = encode(2, 1, &[1, 2, 3, 255, 4, 5, 6, 255]).unwrap();
        assert_eq!(png[..16], *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR");
        assert_eq!(png[16..33], *b"\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0\x7b\x40\xe8\xdd");
        let mut rows = Vec::new();
        ZlibDecoder::new(&png[41..]).read_to_end(&mut rows).unwrap();
        assert_eq!(rows, [0, 1, 2, 3, 4, 5, 6]);
        assert!(png.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82"));
    }
}
