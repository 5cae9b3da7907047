// Package repotest holds the tests about the repository itself: which package may import which,
// that everything has its documentation, that the read-me files and the Makefile agree, that the
// formatters and the analysers are content. A rule that matters is a test here and nothing else;
// there is no linter configuration.
//
// The tests read the working tree as it is, committed or not, and leave out what .gitignore
// leaves out. A rule is a function from what it looks at to a list of complaints, so that a test
// beside it can show that it does complain.
package repotest
