package pages_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pages/pagetest"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

func TestStatus_SaysHowThePortalIs(t *testing.T) {
	t.Parallel()
	held, err := json.Marshal(snapshot.Held{
		Revision: 7, Dataset: registry.Producers, Removed: 1200, Of: 1500,
		At: today.Midnight().Add(9*time.Hour + 5*time.Minute),
	})
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		after time.Duration // midnight of the snapshot's date
		held  []byte
		says  []string
	}{
		"well": {13 * time.Hour, nil, []string{
			"一切正常", "没有更新在等待确认", "2026年11月24日", "今天", "13:00",
		}},
		"first hour of the next date": {25 * time.Hour, nil, []string{"一切正常", "昨天"}},
		"stale":                       {25*time.Hour + 1, nil, []string{"今天的数据还没有生成", "昨天"}},
		"days old":                    {80 * time.Hour, nil, []string{"今天的数据还没有生成", "3 天前"}},
		"held": {13 * time.Hour, held, []string{
			"有一次更新在等待确认", "第 7 次修订会使“生产主体名录”减少 1,200 条（原有 1,500 条）",
			"2026年11月24日 09:05起停下",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			blobs, now := blobtest.NewMemory(), func() time.Time {
				return today.Midnight().Add(tt.after)
			}
			if tt.held != nil {
				_, err := blobs.Put(t.Context(), snapshot.HeldKey, tt.held, blob.Condition{})
				require.NoError(t, err)
			}
			schema := registry.Load()
			site, err := pages.New(pages.Options{
				Schema: schema, Now: now, Reader: snapshot.NewReader(blobs, schema, now, 0),
			})
			require.NoError(t, err)
			p := get(t, site, filled(t), "/status")
			assert.Equal(t, []any{http.StatusOK, "no-store"}, []any{p.Status, p.Cache})
			for _, text := range tt.says {
				assert.Contains(t, string(p.Body), text)
			}
			all, err := pagetest.Parse(string(p.Body))
			require.NoError(t, err)
			assert.Empty(t, pagetest.Faults(all))
		})
	}
}

func TestStatus_WithoutAReaderSaysNothingOfUpdates(t *testing.T) {
	t.Parallel()
	site, err := pages.New(pages.Options{
		Schema: registry.Load(),
		Now:    func() time.Time { return today.Midnight().Add(time.Hour) },
	})
	require.NoError(t, err)
	snap := filled(t)
	for address, word := range map[string]string{"/status": "一切正常", "/en/status": "All is well"} {
		body := string(get(t, site, snap, address).Body)
		assert.Contains(t, body, word)
		assert.Contains(t, body, snap.Snapshot)
	}
	assert.Equal(t, "/status", get(t, site, snap, "/status/").Location)
}

func TestDataset_CitesAndStatesOnlyWhatIsConfigured(t *testing.T) {
	t.Parallel()
	snap := filled(t)
	bare, err := pages.New(pages.Options{Schema: registry.Load()})
	require.NoError(t, err)
	body := string(get(t, bare, snap, "/data/labs").Body)
	assert.Contains(t, body, "主办单位尚未公布使用条件")
	assert.Contains(t, body, "以下网址前面要加上本网站的域名", "no address is made up")
	assert.Contains(t, body, "《快检实验室》[数据集]，快照 "+snap.Snapshot+"（2026年11月24日）。/s/"+
		snap.Snapshot+"/labs.csv")
	termed, err := pages.New(pages.Options{
		Schema: registry.Load(), Origin: "https://example.gov.cn",
		Imprint: pages.Imprint{Terms: dataset.Bilingual{Zh: "演示条件", En: "Demonstration terms"}},
	})
	require.NoError(t, err)
	body = string(get(t, termed, snap, "/en/data/labs").Body)
	assert.Contains(t, body, "Demonstration terms")
	assert.NotContains(t, body, "no terms of use yet")
	assert.Contains(t, body, "curl -o labs.csv &#34;https://example.gov.cn/v1/labs.csv&#34;")
	for name, file := range snap.Files {
		if name == "labs.csv" {
			assert.Contains(t, body, file.SHA256)
		}
	}
}
