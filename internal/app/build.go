package app

import "runtime/debug"

// Build names the build of the program that runs: a snapshot that another build made is made
// anew. Builds of a tree without version control all have one name; a change of the snapshot's
// format moves them on.
func Build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}
