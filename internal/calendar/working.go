package calendar

// works reports whether offices work on a date, and whether that is certain: in a year whose
// notice is not known Monday to Friday are taken for working days.
func (h *Holidays) works(d Date) (works, confirmed bool) {
	switch h.Kind(d) {
	case Working, Makeup:
		return true, true
	case Unknown:
		return !d.weekend(), false
	default:
		return false, true
	}
}

// AddWorkingDays returns the n-th working day after d, or before it for a negative n: the day
// itself never counts, and 0 leaves it as it is. A deadline that reaches into a year without a
// notice is provisional: confirmed is false, and every Monday to Friday of that year counts.
func (h *Holidays) AddWorkingDays(d Date, n int) (day Date, confirmed bool) {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	confirmed = true
	for n > 0 && !d.IsZero() {
		d = d.AddDays(step)
		works, known := h.works(d)
		confirmed = confirmed && known
		if works {
			n--
		}
	}
	return d, confirmed
}

// WorkingDays counts the working days from one date to another, both included. It is
// provisional, as for AddWorkingDays, unless confirmed.
func (h *Holidays) WorkingDays(from, to Date) (n int, confirmed bool) {
	confirmed = true
	for d := from; d <= to && !d.IsZero(); d = d.AddDays(1) {
		works, known := h.works(d)
		confirmed = confirmed && known
		if works {
			n++
		}
	}
	return n, confirmed
}
