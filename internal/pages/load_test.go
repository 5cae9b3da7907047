package pages_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	blobs := blobtest.NewMemory()
	opt := pages.Options{Schema: registry.Load(), Mount: "/nqa"}
	site, err := pages.Load(t.Context(), blobs, opt)
	require.NoError(t, err)
	assert.Equal(t, pages.Imprint{}, site.Imprint)
	assert.Equal(t, "/nqa", site.Mount)

	_, err = blobs.Put(t.Context(), pages.SiteKey, []byte(`{"phone":"0457-9999999"}`), blob.Condition{})
	require.NoError(t, err)
	site, err = pages.Load(t.Context(), blobs, opt)
	require.NoError(t, err)
	assert.Equal(t, "0457-9999999", site.Imprint.Phone)

	_, err = blobs.Put(t.Context(), pages.SiteKey, []byte(`{"fone":""}`), blob.Condition{})
	require.NoError(t, err)
	_, err = pages.Load(t.Context(), blobs, opt)
	assert.ErrorContains(t, err, pages.SiteKey)
}
