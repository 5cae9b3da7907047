package booking

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Screened is how many samples of a category a laboratory tested in a month. It is all that
// remains of a booking after the purge, and says nothing of what was found: a result is the
// business of whoever brought the sample.
type Screened struct {
	Month    calendar.Date // its first day
	LabID    string
	Category Category
	Samples  int64
}

// Screening returns the counts of the months from one date to another, both included, in the
// order of month, laboratory and category.
func (d *Diary) Screening(ctx context.Context, from, to calendar.Date) ([]Screened, error) {
	q := store.Query{
		Partition: screeningPartition,
		From:      fmt.Sprintf("%06d", int(from)/100), To: fmt.Sprintf("%06d", int(to)/100+1),
	}
	var list []Screened
	for item, err := range store.All(ctx, d.store, q) {
		if err != nil {
			return nil, fmt.Errorf("list screening counts: %w", err)
		}
		parts := strings.Split(item.Sort, "/")
		month, err := strconv.Atoi(parts[0])
		if err != nil || len(parts) != 3 {
			return nil, errors.New("a screening count cannot be read")
		}
		list = append(list, Screened{
			Month: calendar.Date(month*100 + 1), LabID: parts[1], Category: Category(parts[2]),
			Samples: item.Counter,
		})
	}
	return list, nil
}
