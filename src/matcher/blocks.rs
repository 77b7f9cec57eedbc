//! Bytes, 64 at a time, as bits of one number: what is asked of each is asked of all at once.

pub const BLOCK: usize = 64;

/// The bytes from `first` on, and zeros where there are no more.
pub fn block(bytes: &[u8], first: usize) -> [u8; BLOCK] {
    match bytes[first..].first_chunk() {
        Some(block) => *block,
        None => {
            let mut block = [0; BLOCK];
            block[..bytes.len() - first].copy_from_slice(&bytes[first..]);
            block
        }
    }
}

/// Which bytes are of a kind. The question is put to all at once where it has no branches, as compilers make of such loops.
pub fn which(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut answers = *block;
    answers.iter_mut().for_each(|byte| *byte = u8::from(is(*byte)));
    let eights = answers.as_chunks::<8>().0.iter().rev();
    // The factor moves each bit to its place in the highest byte.
    eights.fold(0, |bits, eight| bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56)
}

pub fn is_letter(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26
}

pub fn is_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'0') < 10
}
