// Package locale holds the texts that players read, one TOML file a language.
//
// The files have go-i18n's form: an id with a text, or with one text for each
// plural form of the argument Count. A text names its arguments as {{.Name}}.
// Texts are compiled when they are loaded, so that saying a sentence costs well
// below a microsecond.
//
// It promises that
//   - a language that lacks a text says it in English;
//   - a file with an argument that nobody could give (anything but {{.Name}})
//     does not load;
//   - numbers are grouped as the language groups them.
//
// It does not know what the texts are about. A test reads the sources of
// internal/discord and finds every id that is missing or unused.
package locale
