package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// assetFolder is where styles and the icon stand, under names that change with their bytes.
const assetFolder = "assets/"

// assets are the files that pages refer to.
type assets struct {
	paths map[string]string // path by plain name: site.css → /assets/site-1f3a9c07.css
	files map[string][]byte // bytes by key: assets/site-1f3a9c07.css
}

// loadAssets joins the style sheets in the order of their names, and takes the icon.
func loadAssets(files fs.FS) (assets, error) {
	a := assets{paths: map[string]string{}, files: map[string][]byte{}}
	sheets, err := fs.Glob(files, "src/styles/*.css") // sorted
	if err != nil || len(sheets) == 0 {
		return a, fmt.Errorf("find style sheets: %d of them, %w", len(sheets), err)
	}
	var css bytes.Buffer
	for _, name := range sheets {
		sheet, err := fs.ReadFile(files, name)
		if err != nil {
			return a, fmt.Errorf("read style sheet: %w", err)
		}
		css.Write(sheet)
	}
	icon, err := fs.ReadFile(files, "src/icon.svg")
	if err != nil {
		return a, fmt.Errorf("read icon: %w", err)
	}
	a.add("site.css", css.Bytes())
	a.add("icon.svg", icon)
	return a, nil
}

func (a *assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ending := path.Ext(name)
	key := assetFolder + strings.TrimSuffix(name, ending) + "-" + hex.EncodeToString(sum[:4]) + ending
	a.paths[name] = "/" + key
	a.files[key] = body
}
