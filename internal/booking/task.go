package booking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// TaskKind is what a task asks of the staff.
type TaskKind string

// The kinds of tasks.
const (
	// ConfirmPositive: tell the regulator of the town of a positive finding. It names no
	// consumer and no booking.
	ConfirmPositive TaskKind = "confirm_positive"
	// TellVisitor: phone whoever made a booking that the laboratory cancelled.
	TellVisitor TaskKind = "tell_visitor"
)

// Task is something that staff have to do because of what happened to a booking.
type Task struct {
	ID        string        `json:"id"`
	Kind      TaskKind      `json:"kind"`
	LabID     string        `json:"lab_id"`
	Date      calendar.Date `json:"date"`
	Reference Reference     `json:"reference,omitempty"` // for TellVisitor
	Reason    string        `json:"reason,omitempty"`    // for TellVisitor
	Category  Category      `json:"category,omitempty"`  // for ConfirmPositive, as those below
	Item      string        `json:"item,omitempty"`
	Method    string        `json:"method,omitempty"`
	RaisedAt  time.Time     `json:"raised_at"`
}

func taskKey(t Task) store.Key {
	return store.Key{Partition: tasksPartition, Sort: t.LabID + "/" + number(t.Date) + "/" + t.ID}
}

// raise claims a task row beside what is its cause. It lapses when its booking is purged.
func (d *Diary) raise(c *claims, t Task) error {
	id, err := d.draw()
	if err != nil {
		return err
	}
	t.ID, t.RaisedAt = id, d.now().UTC()
	return c.put(0, row{taskKey(t), t, t.Date.AddDays(PurgeDays).Midnight(), store.Condition{}})
}

// Tasks returns what the staff of a laboratory have to do, by date.
func (d *Diary) Tasks(ctx context.Context, lab string) ([]Task, error) {
	if !isID(lab) {
		return nil, errUnknownLab
	}
	var tasks []Task
	for item, err := range store.All(ctx, d.store, store.Prefix(tasksPartition, lab+"/")) {
		if err != nil {
			return nil, fmt.Errorf("list tasks: %w", err)
		}
		var t Task
		if err := json.Unmarshal(item.Value, &t); err != nil {
			return nil, errors.New("a task cannot be decoded")
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// FinishTask removes a task that is done. Doing it twice is no error.
func (d *Diary) FinishTask(ctx context.Context, t Task) error {
	c := &claims{}
	c.delete(taskKey(t))
	_, err := d.commit(ctx, c)
	return err
}
