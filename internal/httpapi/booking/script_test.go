package booking_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// verbs are what staff do while a script goes on.
func verbs(t *testing.T) map[string]func(s *testkit.Script, rest string) {
	t.Helper()
	staff := func(do func(*diary.Diary, diary.Reference) (diary.Booking, error)) func(
		*testkit.Script, string) {
		return func(s *testkit.Script, rest string) {
			ref, _, _ := strings.Cut(rest, " ")
			_, err := do(s.System.Diary, diary.Reference(ref))
			require.NoError(t, err, rest)
		}
	}
	ctx := t.Context()
	return map[string]func(*testkit.Script, string){
		"withdraw": func(s *testkit.Script, rest string) {
			name, id, _ := strings.Cut(rest, " ")
			s.System.Commit(t, s.System.Ended(t, name, id, revision.Withdrawn))
			s.System.Publish(t)
		},
		"checkin": staff(func(d *diary.Diary, ref diary.Reference) (diary.Booking, error) {
			return d.CheckIn(ctx, ref, testkit.Clerk)
		}),
		"miss": staff(func(d *diary.Diary, ref diary.Reference) (diary.Booking, error) {
			return d.MarkNoShow(ctx, ref, testkit.Clerk)
		}),
		"test": staff(func(d *diary.Diary, ref diary.Reference) (diary.Booking, error) {
			return d.RecordResult(ctx, ref, []diary.Finding{{
				Sample: 1, Category: diary.Vegetable, Item: "有机磷", Method: "酶抑制率法",
				Outcome: diary.Positive,
			}}, testkit.Clerk)
		}),
	}
}

// runScripts runs every script on a system of its own. No answer and no line of the log holds a
// phone, and no line a name, a token or a reference.
func runScripts(t *testing.T, cov *testkit.Coverage) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			system := testkit.New(t, testkit.Options{Diary: &testkit.DiaryOptions{}})
			s := testkit.RunScript(t, file, system, system.Client(t, cov), verbs(t))
			for _, res := range s.Answers {
				discreet(t, string(res.Body))
				for _, values := range res.Header {
					discreet(t, strings.Join(values, " "))
				}
			}
			// The instants of the log's lines are left out: their digits may be anybody's.
			logged := regexp.MustCompile(`"time":"[^"]*",`).ReplaceAllString(
				system.Logged.String(), "")
			require.NotEmpty(t, logged)
			discreet(t, logged)
			assert.NotRegexp(t, `演示人|5678|[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}"|[0-9a-f]{40}`, logged)
			assert.NotContains(t, logged, registry.Labs+"/")
		})
	}
}

// discreet asserts that a text holds no mobile number.
func discreet(t *testing.T, text string) {
	t.Helper()
	assert.NotRegexp(t, `1[3-9]\d{9}`, text)
}
