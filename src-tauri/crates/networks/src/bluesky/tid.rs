//! Timestamp identifiers: the record keys Herald chooses.
//!
//! # Source
//! atproto.com/specs/tid, read 2026-08-20: 13 characters of base32-sortable over 64 bits, the top
//! bit 0, 53 bits of microseconds since 1970, 10 bits of clock id.

use std::sync::atomic::{AtomicU64, Ordering};

use herald_domain::Timestamp;

const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 13;
const MAX_MICROS: u64 = (1 << 53) - 1;
const CLOCK_ID_BITS: u32 = 10;

/// How far keys are apart, in microseconds: the parts of a thread take those that follow its own key.
const APART: u64 = 1_000;

/// Makes keys that rise strictly for as long as the process lives.
#[derive(Debug, Default)]
pub(super) struct Tids {
    last_micros: AtomicU64,
}

impl Tids {
    /// Makes the next key: microseconds not before `now` and well after any earlier key, clock id from entropy.
    pub(super) fn next(&self, now: Timestamp, entropy: [u8; 10]) -> String {
        let [a, b, c, d, ..] = entropy;
        let within_ms = u64::from(u16::from_le_bytes([c, d])) % 1_000;
        let wished = u64::try_from(now.millis())
            .unwrap_or(0)
            .saturating_mul(1_000)
            .saturating_add(within_ms)
            .clamp(1, MAX_MICROS);
        let after = |last: u64| wished.max(last + APART).min(MAX_MICROS);
        let earlier = self
            .last_micros
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(after(last)))
            .unwrap_or_default();
        let clock_id = u64::from(u16::from_le_bytes([a, b])) & ((1 << CLOCK_ID_BITS) - 1);
        encode((after(earlier) << CLOCK_ID_BITS) | clock_id)
    }
}

/// Returns the key `nth` microseconds after one; what is no key is returned with a number behind it.
pub(super) fn following(key: &str, nth: u16) -> String {
    let place = |byte: u8| ALPHABET.iter().position(|letter| *letter == byte);
    let number = key.bytes().try_fold(0_u64, |number, byte| {
        let digit = u64::try_from(place(byte)?).ok()?;
        number.checked_mul(32)?.checked_add(digit)
    });
    match number {
        Some(number) if key.len() == LENGTH => encode(number + (u64::from(nth) << CLOCK_ID_BITS)),
        _ => format!("{key}-{nth}"),
    }
}

fn encode(number: u64) -> String {
    (0..LENGTH)
        .rev()
        .map(|place| {
            let digit = (number >> (5 * place)) & 31;
            let letter = ALPHABET.get(digit as usize).copied().unwrap_or(b'2');
            char::from(letter)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_keys_of_a_thread_rise_and_begin_with_its_own() {
        let key = Tids::default().next(Timestamp(1_800_000_000_000), [7; 10]);
        let keys: Vec<String> = (0..40).map(|nth| following(&key, nth)).collect();
        assert_eq!(keys[0], key);
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
        assert!(keys.iter().all(|key| key.len() == LENGTH));
    }

    #[test]
    fn a_part_of_a_thread_never_takes_the_key_of_what_comes_next() {
        let (tids, now) = (Tids::default(), Timestamp(1_800_000_000_000));
        let (thread, next) = (tids.next(now, [7; 10]), tids.next(now, [7; 10]));
        let parts: Vec<String> = (1..40).map(|nth| following(&thread, nth)).collect();
        assert!(!parts.contains(&next), "{next} of {parts:?}");
    }

    fn decode(tid: &str) -> u64 {
        tid.bytes().fold(0, |number, byte| {
            let digit = ALPHABET.iter().position(|letter| *letter == byte).unwrap();
            (number << 5) | digit as u64
        })
    }

    #[test]
    fn zero_and_a_known_instant_are_encoded_as_specified() {
        assert_eq!(encode(0), "2222222222222");
        // atproto.com/specs/tid names this one as valid syntax.
        assert_eq!(encode(decode("3jzfcijpj2z2a")), "3jzfcijpj2z2a");
    }

    proptest! {
        #[test]
        fn keys_are_13_letters_and_hold_the_instant(
            ms in 0_i64..9_000_000_000_000,
            entropy in any::<[u8; 10]>(),
        ) {
            let tid = Tids::default().next(Timestamp(ms), entropy);
            prop_assert_eq!(tid.len(), 13);
            prop_assert!(tid.bytes().all(|byte| ALPHABET.contains(&byte)));
            prop_assert!(tid.starts_with(|c| "234567abcdefghij".contains(c)), "top bit is 0");
            let micros = decode(&tid) >> 10;
            prop_assert_eq!((micros / 1_000).max(1), (ms as u64).max(micros / 1_000).max(1));
            prop_assert!(micros >= ms as u64 * 1_000 && micros <= ms as u64 * 1_000 + 999 + 1);
        }

        #[test]
        fn keys_rise_even_when_the_clock_goes_back(
            instants in prop::collection::vec(0_i64..9_000_000_000_000, 2..50),
            entropy in any::<[u8; 10]>(),
        ) {
            let tids = Tids::default();
            let keys: Vec<String> = instants
                .iter()
                .map(|ms| tids.next(Timestamp(*ms), entropy))
                .collect();
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
        }
    }
}
