//! Feeds, sitemaps and pages: what is looked at, when, and how well that goes.

pub mod items;
pub mod look;
pub mod opml;
pub mod sitemap;
