package read

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// file answers GET /s/{snapshot}/{file}: what people download, and the manifest.
func (a *api) file(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
		return err
	}
	id, name := r.PathValue("snapshot"), r.PathValue("file")
	object, err := a.Reader.File(r.Context(), id, name)
	switch {
	case fault.Is(err, fault.Invalid):
		return fault.Wrap(fault.NotFound, err,
			"A snapshot is named like 20261124-r000042-1f3a9c07.",
			"快照编号形如 20261124-r000042-1f3a9c07。")
	case fault.Is(err, fault.Gone):
		return httpapi.SnapshotRetired.Of(err)
	case err != nil:
		return err
	}
	w.Header().Set(httpapi.SnapshotHeader, id)
	if httpapi.NotModified(w, r, digest(object.Body)) {
		return nil
	}
	if path.Ext(name) != ".json" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	httpapi.Write(w, blob.MetaOf(snapshot.Key(id, name)).ContentType, object.Body)
	return nil
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// document answers with a document that is part of the program.
func document(contentType string, body func() []byte) httpapi.Handler {
	tag := sync.OnceValue(func() string { return digest(body()) })
	return func(w http.ResponseWriter, r *http.Request) error {
		if _, err := httpapi.ParseParams(r, httpapi.Grammar{}); err != nil {
			return err
		}
		if !httpapi.NotModified(w, r, tag()) {
			httpapi.Write(w, contentType, body())
		}
		return nil
	}
}
