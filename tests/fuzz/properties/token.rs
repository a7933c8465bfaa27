//! Checkpoint tokens and callback ids: what is accepted is exactly what was written, but for lost padding.
//!
//! Base64 is decoded once more here, bit by bit.

use cargo_durable::execution::{CallbackId, CheckpointToken, ExecutionArn, OperationId};

use super::model;

pub(crate) fn check(text: &str) {
    let decoded = CheckpointToken::decode(text);
    assert_eq!(
        decoded.is_some(),
        is_token(text),
        "a token is what we write: {decoded:?}"
    );
    if let Some(token) = &decoded {
        survives(token);
        assert_eq!(
            unpadded(&token.encode()),
            unpadded(text),
            "a token is written in one way"
        );
    }
    let callback = CallbackId::parse(text);
    let address = callback.as_ref().and_then(CallbackId::address);
    assert_eq!(address, address_of(text), "a callback's id is what we write");
    assert_eq!(
        callback.is_some(),
        address.is_some(),
        "what is accepted has an address"
    );
    if let (Some(id), Some((arn, operation))) = (callback, address) {
        assert!(model::CALLBACK_ID.allows(id.as_str()), "the model allows it");
        assert_eq!(id.as_str(), text);
        let plain = plain(text).expect("it was read");
        let nonce = plain
            .rsplit(' ')
            .next()
            .and_then(|nonce| u64::from_str_radix(nonce, 16).ok());
        let again = CallbackId::mint(&arn, &operation, nonce.expect("it was read"));
        assert_eq!(
            unpadded(again.as_str()),
            unpadded(text),
            "a callback's id is written in one way"
        );
    }
}

/// A token survives being written; the model allows what is written for any execution that there can be.
pub(crate) fn survives(token: &CheckpointToken) {
    let text = token.encode();
    assert_eq!(
        CheckpointToken::decode(&text).as_ref(),
        Some(token),
        "a token survives being written"
    );
    assert!(
        model::CHECKPOINT_TOKEN.allows(&text),
        "the model allows it: {text}"
    );
}

/// Whether a token is one that was written here once.
pub(crate) fn is_token(text: &str) -> bool {
    if text.len() > 2048 {
        return false;
    }
    let Some(plain) = plain(text) else { return false };
    let parts: Vec<&str> = plain.split('.').collect();
    let number = |text: &str| text.parse::<u64>().is_ok_and(|number| number.to_string() == text);
    matches!(parts[..], [execution, invocation, at] if !execution.is_empty() && number(invocation) && number(at))
}

/// The execution and the operation that a callback's id names, if it is one that was written here once.
fn address_of(text: &str) -> Option<(ExecutionArn, OperationId)> {
    if text.len() > 1024 {
        return None;
    }
    let plain = plain(text)?;
    let parts: Vec<&str> = plain.split(' ').collect();
    let [arn, operation, nonce] = parts[..] else {
        return None;
    };
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (nonce.len() == 16 && nonce.bytes().all(is_hex)).then(|| {
        Some((
            ExecutionArn::parse(arn).ok()?,
            OperationId::parse(operation).ok()?,
        ))
    })?
}

fn unpadded(text: &str) -> &str {
    text.trim_end_matches('=')
}

/// What base64 says, if that is text; padding is nobody's business.
pub(crate) fn plain(text: &str) -> Option<String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for byte in unpadded(text).bytes() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    // A rest of six bits is half a character; other rests are zeros that were filled in.
    (count < 6 && bits == 0).then(|| String::from_utf8(bytes).ok())?
}
