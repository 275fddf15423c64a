// The words of the scripts in the reader's language. Pages in English load no catalogue (`words.js` at the
// roof, Django's own): the words stand in the scripts.
export const gettext = (text) => globalThis.gettext?.(text) ?? text;

export const ngettext = (one, many, count) => globalThis.ngettext?.(one, many, count) ?? (count === 1 ? one : many);

// Put values where a sentence names them: fill(gettext("Question %(number)s"), { number: 7 }).
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
