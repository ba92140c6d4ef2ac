//! The codes of all mistakes that a rule file can hold, one for each kind of mistake.
//!
//! E0: files and TOML; E1: the shape of tables; E2: patterns; E3: values; E4: names that must be known;
//! E5: lexicons; E6: limits; W: warnings.

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)*) => {
        $(#[doc = $title] pub const $name: &str = $code;)*
        /// Every code with its title, in order.
        pub const ALL: &[(&str, &str)] = &[$(($code, $title)),*];
    };
}

codes! {
    TOML_SYNTAX = "E001", "not TOML";
    DUPLICATE_KEY = "E002", "a key is given twice in one table";
    TOML_TOO_DEEP = "E003", "TOML nested too deep";
    UNREADABLE = "E004", "a file or folder cannot be read";
    NOT_UTF8 = "E005", "a file is not UTF-8";
    FILE_TOO_LARGE = "E006", "a file is too large";
    TOO_MANY_FILES = "E007", "a pack has too many files";
    OUTSIDE = "E008", "a path leaves the pack's folder";
    MISSING_FILE = "E009", "a file that is named is not in the pack";
    NO_RULE_FILE = "E010", "a folder holds no rule file";

    UNKNOWN_TABLE = "E101", "a table that does not exist";
    UNKNOWN_KEY = "E102", "a key that the table does not have";
    WRONG_TYPE = "E103", "a value of the wrong type";
    MISSING_KEY = "E104", "a key that must be given is missing";
    WRONG_WORD = "E105", "a value that is none of the words allowed";
    OUT_OF_RANGE = "E106", "a number out of its range";
    DUPLICATE_ID = "E107", "an id is used twice";
    DUPLICATE_TABLE = "E108", "a table stands twice in the pack";
    CONFLICTING_KEYS = "E109", "keys that exclude each other";
    EMPTY_VALUE = "E110", "a text or list is empty where something is needed";
    NOT_A_NAME = "E111", "not a name";
    EXAMPLE_WITHOUT_TEXT = "E112", "an example has no text";
    NOT_ONE_CHARACTER = "E113", "a mark that must be one character";
    MISSING_PACK = "E114", "there is no [pack]";
    STAGE_TWICE = "E115", "a name stands twice in a list";
    NOT_ONE_WORD = "E116", "a function word that is not one word";
    OWN_AND_OTHER = "E117", "a function word of the language itself among those of others";

    EMPTY_PATTERN = "E201", "a pattern is empty";
    UNEXPECTED = "E202", "a character that no pattern has";
    BARE_WORD = "E203", "a word without quotation marks";
    UNCLOSED_QUOTE = "E204", "a word is not closed";
    UNCLOSED_GROUP = "E205", "a group is not closed";
    UNOPENED_GROUP = "E206", "a group is closed that was not opened";
    STAR_OR_PLUS = "E207", "a repeat without bound";
    REPEAT_TOO_LARGE = "E208", "a repeat is too large";
    REPEAT_EMPTY = "E209", "a repeat of nothing, or with its bounds exchanged";
    NOTHING_TO_REPEAT = "E210", "a repeat with nothing before it";
    EMPTY_ALTERNATIVE = "E211", "an alternative or group is empty";
    EMPTY_LITERAL = "E212", "a word is empty";
    UNCLOSED_PHRASE = "E213", "a phrase is not closed";
    UNCLOSED_ATTRIBUTES = "E214", "a list of attributes is not closed";
    BAD_ATTRIBUTE_TEST = "E215", "not an attribute test";
    UNCLOSED_TOKEN = "E216", "a token test is not closed";
    UNKNOWN_PROPERTY = "E217", "a token property that does not exist";
    EMPTY_TOKEN = "E218", "a token test without a property";
    NAME_EXPECTED = "E219", "a name is missing after @, <, $";
    NOTHING_TO_CAPTURE = "E220", "a capture of nothing";
    MATCHES_NOTHING = "E221", "a pattern matches the empty text";
    CAPTURE_OUT_OF_PLACE = "E222", "a capture where nothing can be captured";
    PHRASE_OUT_OF_PLACE = "E223", "a phrase where no stage has run yet";
    SEVERAL_TOKENS = "E224", "several words in the test of one token";
    RECURSIVE_DEFINE = "E225", "a short name that contains itself";
    BAD_REPEAT = "E226", "not a repeat";
    CAPTURE_IN_CAPTURE = "E227", "a capture inside one of the same name";

    BAD_EXPRESSION = "E301", "not an expression";
    UNKNOWN_FUNCTION = "E302", "a function that does not exist";
    WRONG_ARGUMENTS = "E303", "the wrong number or kind of arguments";
    UNKNOWN_CAPTURE = "E304", "a capture that the patterns do not have";
    UNCLOSED_TEXT = "E305", "a text in an expression is not closed";
    UNCLOSED_PARENTHESIS = "E306", "a parenthesis in an expression is not closed";
    CAPTURE_WITHOUT_DOLLAR = "E307", "a capture without its $";
    SINGLE_EQUALS = "E308", "one = where two are meant";
    WRONG_VALUE = "E309", "a value that the field cannot hold";
    WRONG_FIELD_WORD = "E310", "a word that the field does not have";
    UNKNOWN_FIELD = "E311", "a field that the record does not have";
    MISSING_FIELD = "E312", "a field that the record needs is not given";
    UNKNOWN_RECORD = "E313", "a record that does not exist";
    BAD_SELECTOR = "E314", "not a selector";
    BAD_GROUND = "E315", "not a ground of certainty";
    BAD_LINK = "E316", "a link that names no field of a capture";
    UNKNOWN_BEARING = "E317", "a way to bear on a fact that does not exist";
    LINK_TO_NO_RECORD = "E318", "a link to a capture that holds no record";

    UNKNOWN_LEXICON = "E401", "a lexicon that does not exist";
    UNKNOWN_PHRASE = "E402", "a phrase that no rule makes";
    UNKNOWN_ATTRIBUTE = "E403", "an attribute that no entry of the lexicon has";
    UNKNOWN_PHRASE_ATTRIBUTE = "E404", "an attribute that nothing sets";
    UNKNOWN_ATTRIBUTE_VALUE = "E405", "a value that the attribute never has";
    UNKNOWN_DEFINE = "E406", "a short name that is not defined";
    UNKNOWN_EXTENT = "E407", "an extent that does not exist";
    UNKNOWN_STAGE = "E408", "a stage that does not exist";
    UNKNOWN_ZONE = "E409", "a zone that does not exist";
    UNKNOWN_GENRE = "E410", "a genre that does not exist";
    UNKNOWN_RULE = "E411", "an id that no rule has";
    UNKNOWN_PARADIGM = "E412", "a paradigm that does not exist";
    UNKNOWN_CERTAINTY = "E415", "a certainty that does not exist";
    BLOCKS_NOTHING = "E413", "a block that names no rule";
    UNKNOWN_FORM = "E414", "a form that the paradigm does not have";

    BAD_REGEX = "E501", "not a regular expression";
    REGEX_TOO_LARGE = "E502", "a regular expression is too large";
    TSV_HEADER = "E503", "the first line of a word list is not its header";
    TSV_COLUMNS = "E504", "a line of a word list has another number of columns than the header";
    TSV_EMPTY_WORDS = "E505", "a line of a word list has no words";
    LEXICON_INCLUDES_ITSELF = "E506", "a lexicon includes itself";
    BAD_REPLACEMENT = "E507", "an ending is not a pair of expression and replacement";

    PATTERN_TOO_LARGE = "E601", "a pattern is too large";
    PATTERN_TOO_DEEP = "E602", "a pattern or expression is nested too deep";
    MACRO_GROWTH = "E603", "short names grow without measure";
    LEXICON_TOO_LARGE = "E604", "a lexicon is too large";
    FORM_TOO_LONG = "E605", "an entry is too long";
    TOO_MANY_GENRES = "E606", "too many genres";
    TOO_MANY_ZONES = "E607", "too many zones";
    EXPRESSION_TOO_LONG = "E609", "an expression is too long";
    TOO_MANY_RULES = "E608", "too many rules";

    NO_EXAMPLE = "W001", "a rule has no example";
    DUPLICATE_ENTRY = "W002", "an entry stands twice in a lexicon";
    UNUSED_DEFINE = "W003", "a short name that nothing uses";
    OTHER_STAGE = "W004", "a block of rules of another stage";
    STAGE_WITHOUT_RULES = "W005", "a stage has no rule";
    UNUSED_EXTENT = "W006", "an extent that nothing uses";
}
