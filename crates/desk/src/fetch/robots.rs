//! robots.txt (RFC 9309).

use std::time::Duration;

use text::limits::PUT_OFF_SECONDS;
use texting_robots::Robot;

/// What a host's robots.txt says to this program.
#[derive(Debug)]
pub struct Rules {
    robot: Option<Robot>,
}

impl Rules {
    /// What a host without a robots.txt says: everything may be fetched.
    pub(super) fn none() -> Rules {
        Rules { robot: None }
    }

    /// Whether an address of the host may be fetched.
    pub fn allow(&self, url: &str) -> bool {
        self.robot.as_ref().is_none_or(|robot| robot.allowed(url))
    }

    /// The pause between two requests that is asked for (`Crawl-delay`), at most
    /// [`PUT_OFF_SECONDS`].
    pub fn pause(&self) -> Option<Duration> {
        let seconds = self.robot.as_ref()?.delay?;
        let seconds = seconds.clamp(0.0, PUT_OFF_SECONDS as f32);
        Duration::try_from_secs_f32(seconds).ok()
    }
}

/// Reads a robots.txt for the program that calls itself `agent`.
///
/// # Errors
/// With the reason, if its rules cannot be told.
pub fn read(agent: &str, bytes: &[u8]) -> Result<Rules, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let robot = Robot::new(agent, bytes).map_err(|e| format!("{e:#}"))?;
    Ok(Rules { robot: Some(robot) })
}

/// The name by which robots.txt speaks of a program: the part of its User-Agent before the version.
pub(super) fn product(user_agent: &str) -> &str {
    user_agent.split(['/', ' ']).next().unwrap_or(user_agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_for_us_and_for_others() {
        let rules = read(
            "twosource",
            b"User-agent: *\nDisallow: /\n\nUser-agent: Twosource\nCrawl-delay: 2.5\nDisallow: /drafts\nAllow: /drafts/open\n",
        )
        .unwrap();
        assert!(rules.allow("https://news.example/a"));
        assert!(!rules.allow("https://news.example/drafts/a"));
        assert!(rules.allow("https://news.example/drafts/open/a"));
        assert_eq!(rules.pause(), Some(Duration::from_millis(2_500)));
        let others = read("otherbot", b"User-agent: *\nDisallow: /\n").unwrap();
        assert!(!others.allow("https://news.example/a"));
        assert!(others.allow("https://news.example/robots.txt"));
    }

    #[test]
    fn odd_delays() {
        for (delay, expected) in
            [("1e30", Some(Duration::from_secs(PUT_OFF_SECONDS))), ("NaN", None), ("soon", None)]
        {
            let text = format!("User-agent: *\nCrawl-delay: {delay}\n");
            assert_eq!(read("twosource", text.as_bytes()).unwrap().pause(), expected, "{delay}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_can_come(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            if let Ok(rules) = read("twosource", &bytes) {
                rules.allow("https://news.example/a?b=c");
                rules.pause();
            }
        }

        #[test]
        fn any_rule_can_come(path in "(Disallow|Allow|Crawl-delay): [*$/%a-z0-9.é+()\\[\\]-]{0,40}\n") {
            if let Ok(rules) = read("twosource", format!("User-agent: *\n{path}").as_bytes()) {
                rules.allow("https://news.example/a?b=c");
                rules.pause();
            }
        }
    }
}
