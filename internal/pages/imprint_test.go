package pages_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

func zipped(t testing.TB, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}

func TestParseImprint(t *testing.T) {
	t.Parallel()
	got, err := pages.ParseImprint([]byte(`{"sponsor":{"zh":"演示局","en":"Demo bureau"},
		"icp":"黑ICP备12000773号-2","police":"黑公网安备 23272302000001号","site_code":"2327010001",
		"phone":"0457-2880000"}`))
	require.NoError(t, err)
	assert.Equal(t, pages.Imprint{
		Sponsor: dataset.Bilingual{Zh: "演示局", En: "Demo bureau"}, ICP: "黑ICP备12000773号-2",
		Police: "黑公网安备 23272302000001号", SiteCode: "2327010001", Phone: "0457-2880000",
	}, got)
	for _, bad := range []string{
		``, `{`, `{"sponser":{}}`, `{"icp":"12000773"}`, `{"police":"黑公网安备1号"}`,
		`{"site_code":"x"}`, `{"phone":"call me"}`, `{"phone":"javascript:alert(1)"}`,
	} {
		_, err := pages.ParseImprint([]byte(bad))
		assert.Error(t, err, bad)
	}
}

func TestImprint_ShowsOnlyWhatIsConfigured(t *testing.T) {
	t.Parallel()
	snap := filled(t)
	bare, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(t, err)
	body := string(get(t, bare, snap, "/").Body)
	for _, text := range []string{"ICP", "公网安备", "网站标识码", "主办单位", "联系电话"} {
		assert.NotContains(t, body, text)
	}
	assert.Contains(t, body, `rel="canonical" href="/"`)
	assert.Contains(t, string(get(t, newSite(t, ""), snap, "/").Body), "黑ICP备00000000号-1")
}

func TestNew_RefusesAnImpossibleMount(t *testing.T) {
	t.Parallel()
	for _, mount := range []string{"nqa", "/", "/nqa/"} {
		_, err := pages.New(pages.Options{Schema: registry.Load(), Mount: mount})
		assert.Error(t, err, mount)
	}
	_, err := pages.New(pages.Options{})
	assert.Error(t, err)
}
