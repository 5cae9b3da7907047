// The texts of the pages, from the dictionaries that the pages are made with, so that a test names
// a text by its key and survives a better wording.
import { readFileSync } from "node:fs";

export const dictionary = Object.fromEntries(
  ["zh", "en"].map((language) => [
    language,
    JSON.parse(readFileSync(new URL(`../i18n/${language}.json`, import.meta.url), "utf8")),
  ]),
);

// words returns what a language says for a key. A key that is gone is an error in the test.
export function words(language = "zh") {
  return (key) => {
    const text = dictionary[language][key];
    if (text === undefined) throw new Error(`web/i18n/${language}.json has no ${key}`);
    return text;
  };
}
