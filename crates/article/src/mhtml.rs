//! Web pages saved as a mail message (MHTML): the page in it and its address.

use mail_parser::{HeaderValue, MessageParser, MimeHeaders, PartType};

/// The page of the message and its address.
///
/// # Errors
/// With the reason as told to the user.
pub(crate) fn read(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    let message = MessageParser::default().parse(bytes).ok_or("broken MHTML")?;
    let saved_from = match message.header("Snapshot-Content-Location") {
        Some(HeaderValue::Text(address)) => Some(address.trim().to_owned()),
        _ => None,
    };
    let page = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) => Some((html.to_string(), part.content_location())),
        _ => None,
    });
    let (html, location) = page.ok_or("no page in this MHTML")?;
    Ok((html, saved_from.or(location.map(str::to_owned))))
}
