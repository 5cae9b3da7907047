package booking

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// The partitions and sort keys of the package comment.

func scheduleKey(lab string) store.Key {
	return store.Key{Partition: "calendar/" + lab, Sort: "schedule"}
}

// editsKey counts the edits of all schedules together.
var editsKey = store.Key{Partition: "calendars", Sort: "edits"}

func dateKey(lab string, d calendar.Date) store.Key {
	return store.Key{Partition: "dates/" + lab, Sort: number(d)}
}

func tickKey(lab string, d calendar.Date, at TimeOfDay) store.Key {
	return store.Key{Partition: "slots/" + lab, Sort: tickSort(d, at)}
}

func tickSort(d calendar.Date, at TimeOfDay) string {
	return fmt.Sprintf("%sT%02d%02d", number(d), int(at)/60, int(at)%60)
}

func bookingKey(r Reference) store.Key {
	return store.Key{Partition: "booking/" + string(r), Sort: "booking"}
}

func guessesKey(r Reference) store.Key {
	return store.Key{Partition: "booking/" + string(r), Sort: "guesses"}
}

const visitsPartition = "visits"

// visitKey lists a booking under its day, its laboratory and its time.
func visitKey(b Booking) store.Key {
	sort := fmt.Sprintf("%s/%s/%02d%02d/%s", number(b.Date), b.LabID, int(b.Start)/60,
		int(b.Start)%60, b.Reference)
	return store.Key{Partition: visitsPartition, Sort: sort}
}

func phonePartition(hash string) string { return "phone/" + hash }

func phoneBookingKey(hash string, r Reference) store.Key {
	return store.Key{Partition: phonePartition(hash), Sort: "booking/" + string(r)}
}

func ticketKey(hash string, n int) store.Key {
	return store.Key{Partition: phonePartition(hash), Sort: fmt.Sprintf("open/%02d", n)}
}

func samplesKey(hash string, d calendar.Date) store.Key {
	return store.Key{Partition: phonePartition(hash), Sort: "samples/" + number(d)}
}

func missedKey(hash string) store.Key {
	return store.Key{Partition: phonePartition(hash), Sort: "missed"}
}

func pausedKey(hash string) store.Key {
	return store.Key{Partition: phonePartition(hash), Sort: "paused"}
}

func producerKey(id string, monday calendar.Date) store.Key {
	return store.Key{Partition: "producer/" + id, Sort: "week/" + number(monday)}
}

func addressKey(hash string, d calendar.Date) store.Key {
	return store.Key{Partition: "address/" + hash, Sort: number(d)}
}

func requestKey(hash string) store.Key {
	return store.Key{Partition: "request/" + hash, Sort: "booking"}
}

const tasksPartition = "tasks"

const screeningPartition = "screening"

func screeningKey(month calendar.Date, lab string, c Category) store.Key {
	return store.Key{
		Partition: screeningPartition,
		Sort:      fmt.Sprintf("%06d/%s/%s", int(month)/100, lab, c),
	}
}

const purgesPartition = "purges"

func number(d calendar.Date) string { return fmt.Sprintf("%08d", int(d)) }

// isID reports whether a text can be an id of the register: such texts become parts of keys.
func isID(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return s != "" && len(s) <= 32
}
