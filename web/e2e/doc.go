// Package e2e looks at the whole portal in a browser: the 27 things that its pages promise, from
// what a page weighs to what a poster's QR code says.
//
// # Model
//
// The test starts the portal's binary with the demo county on a free port, and Playwright with
// chromium against it; every test of Playwright's report becomes a subtest. The portal runs in
// another time zone than the county, to show that its dates do not depend on it.
//
// A test is called "bar N · what it shows". It runs in the project desktop, 1280 px wide, and also
// in wechat (a phone's browser inside WeChat, 360 px) and in no-script if its tags say so. Those
// tagged @audit take long or need a quiet machine, and run with AUDIT=1 alone. Texts are found
// by their keys in web/i18n, and pages by roles and labels, so that markup can change.
//
//	pages.mjs       every kind of page, a line each      words.mjs      texts by key
//	checks.mjs      what is held against pages           journey.mjs    the way through booking
//	tests/          a file a theme; selftest.spec.mjs breaks pages and expects to hear of it
//	browser.mjs     how chromium is started              setup.sh       installs what is missing
//	screenshots.mjs pictures of the main pages           audit/         Lighthouse, for make audit
//	beside.sh       a portal for those two               site.json       who runs it: nobody
//
// results/ has the report, and picture and trace of what failed: npx playwright show-trace opens
// it. Beside a portal that runs, BASE_URL=http://127.0.0.1:8080 npx playwright test -g 'bar 4'
// runs a part.
//
// Left out until there are such pages: the staff desk, uploads and the scorecard in bars 1, 2, 6, 8
// and 26.
//
// What none of this proves: how a screen reader reads the pages, and what old engines do.
package e2e
