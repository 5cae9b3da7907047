package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

// assetFolder is where scripts, styles and the icon stand, under names that change with their
// bytes.
const assetFolder = "assets/"

// built is the folder of what web/bundle made, and its manifest: name with hash by plain name.
const (
	built    = "dist/"
	manifest = built + "manifest.json"
)

// errUnbuilt is what a program answers that was compiled without its assets.
var errUnbuilt = errors.New("this program was compiled without its scripts and styles: " +
	"run go run ./web/bundle in the repository and compile it again, or let make build do both")

// assets are the files that pages refer to.
type assets struct {
	paths map[string]string // path by plain name: site.css → /assets/site-1f3a9c07.css
	files map[string][]byte // bytes by key: assets/site-1f3a9c07.css
}

// loadAssets reads what web/bundle made.
func loadAssets(files fs.FS) (assets, error) {
	a := assets{paths: map[string]string{}, files: map[string][]byte{}}
	data, err := fs.ReadFile(files, manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return a, errUnbuilt
	}
	var names map[string]string
	if err == nil {
		err = json.Unmarshal(data, &names)
	}
	if err != nil {
		return a, fmt.Errorf("read %s: %w", manifest, err)
	}
	for plain, name := range names {
		body, err := fs.ReadFile(files, built+name)
		if err != nil {
			return a, fmt.Errorf("read what %s names: %w", manifest, err)
		}
		a.paths[plain] = "/" + assetFolder + name
		a.files[assetFolder+name] = body
	}
	return a, nil
}
