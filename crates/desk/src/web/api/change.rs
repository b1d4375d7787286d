//! What a correction does, as the API describes it: the shape in JSON of [`crate::Change`], whose
//! parts are of rooms that know of no API. A test holds the one against the other.
#![expect(dead_code, reason = "these types describe others and are never made")]

use utoipa::ToSchema;

/// What an entry of the log does; passages are in bytes of the text.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(super) enum ChangeFields {
    /// Puts something right in the records of the articles that it names.
    Record(CorrectionFields),
    /// These articles tell one story, by their keys.
    Together(Vec<String>),
    /// Articles that tell another story than others that they were taken together with.
    Apart {
        /// Keys of the articles that leave.
        these: Vec<String>,
        /// Keys of those they leave.
        from: Vec<String>,
    },
    /// An article was published then.
    Published {
        /// Its key.
        article: String,
        /// When.
        date: DateFields,
    },
    /// How reliable an outlet or a speaker is held to be.
    Reliability {
        /// Its name as the records show it.
        name: String,
        /// How reliable.
        reliability: GradeFields,
    },
    /// A note, only kept and shown.
    Note {
        /// What it is on.
        about: AboutFields,
        /// The note.
        text: String,
    },
    /// Takes back the entry of that number; where that took back another, the other holds again.
    Undo(i64),
}

/// One thing put right in a record.
#[derive(ToSchema)]
pub(super) enum CorrectionFields {
    /// What these passages are of is one.
    Merge {
        /// Which kind of thing; not `Mention`.
        what: WhatFields,
        /// A passage of each, two at least.
        these: Vec<AnchorFields>,
    },
    /// These passages are of one thing of its own, and not of what they were taken for.
    Split {
        /// Which kind of thing: `Entity` takes along all passages of the article that it is meant
        /// by there, `Mention` none.
        what: WhatFields,
        /// The passages that leave.
        these: Vec<AnchorFields>,
    },
    /// Somebody else says it.
    Speaker {
        /// The passage of the statement.
        statement: AnchorFields,
        /// Who says it.
        speaker: VoiceFields,
    },
    /// A statement was misread and counts for nothing.
    Reject {
        /// The passage of the statement.
        statement: AnchorFields,
    },
    /// An event took place, or is to, on these days, or on days nobody knows.
    Date {
        /// The passage of a mention.
        event: AnchorFields,
        /// When.
        date: Option<DaysFields>,
    },
    /// The status of an event is another.
    Status {
        /// The passage of a mention.
        event: AnchorFields,
        /// The status.
        status: StatusFields,
    },
}

/// What can be merged and split.
#[derive(ToSchema)]
pub(super) enum WhatFields {
    Entity,
    Series,
    Event,
    Mention,
}

/// Who speaks.
#[derive(ToSchema)]
pub(super) enum VoiceFields {
    /// The outlet in its own voice.
    Outlet,
    /// The one entity of the record of that name; where there is none, somebody of that name whom no
    /// report mentions.
    Named(String),
    /// The entity that a passage mentions.
    At(AnchorFields),
}

/// A passage of an article.
#[derive(ToSchema)]
pub(super) struct AnchorFields {
    /// Key of the report.
    article: String,
    /// Where in its text.
    span: SpanFields,
}

/// A half-open range of bytes of the UTF-8 of a text.
#[derive(ToSchema)]
pub(super) struct SpanFields {
    /// First byte.
    start: u32,
    /// One past the last byte.
    end: u32,
}

/// What a note is on.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(super) enum AboutFields {
    /// An article, by its key.
    Article(String),
    /// The situation that an article is in, by the key of the article.
    Situation(String),
    /// An entity, by its name.
    Entity(String),
    /// A series, by a figure of it.
    Series(AnchorFields),
    /// An event, by a mention of it.
    Event(AnchorFields),
}

/// A calendar date that may be coarse.
#[derive(ToSchema)]
pub(super) struct DateFields {
    /// First day covered.
    #[schema(format = Date)]
    date: String,
    /// How much of it is known.
    precision: PrecisionFields,
}

/// How exactly a date is known.
#[derive(ToSchema)]
pub(super) enum PrecisionFields {
    Second,
    Day,
    Month,
    Year,
}

/// A closed interval of days.
#[derive(ToSchema)]
pub(super) struct DaysFields {
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day, not before the first.
    #[schema(format = Date)]
    to: String,
}

/// How reliable a source is held to be (NATO AJP-2.1, the first axis).
#[derive(ToSchema)]
pub(super) enum GradeFields {
    A,
    B,
    C,
    D,
    E,
    F,
}

/// Whether an event took place.
#[derive(ToSchema)]
pub(super) enum StatusFields {
    Happened,
    Planned,
    Denied,
    Alleged,
}
