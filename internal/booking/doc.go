// Package booking is the appointment book of the laboratories that test produce for free
// (快检预约): when they are open, who comes when, and what was found.
//
// # Model
//
// A [Schedule] says when one laboratory is open: weekly timetables with validity, exceptions by
// date, and the rules of booking. [Schedule.Day] computes from it and from the holidays what is
// offered on a date; the published hours, the dataset lab_days and what can be booked are that
// one value. A [Diary] takes bookings into the slots of days and follows them:
//
//	booked ─► checked in ─► tested
//	   ├────► no-show   │
//	   └────► cancelled ◄
//
// Places are bounded counters, one for each quarter hour and laboratory. A booking is one commit
// that adds to the counters of its slot, writes the booking, takes what fair use grants, notes
// the request by its Idempotency-Key, and checks that the hours of its date are still those that
// were read. Nothing is held outside the store, so there is nothing to forget: at any moment a
// booking is wholly there or not at all, and of many who want the last place one has it. A move
// is one commit too.
//
// An edit of a schedule writes the rows of the dates whose offer it changes in the same commit.
// A booking under way on such a date fails its check and is decided anew; bookings of other
// dates do not notice. What then lies outside the hours is kept or cancelled, as staff answer.
//
// # Keys
//
//	calendar/{lab}     schedule                       the schedule: timetables, exceptions, rules
//	                   edit/{revision}                who changed it, when and why
//	calendars          edits                          counter: edits of all schedules
//	dates/{lab}        {date}                         the revision that last changed the date
//	slots/{lab}        {date}T{hhmm}                  counter: places taken of the quarter hour
//	booking/{ref}      booking                        the booking, its personal part sealed
//	                   guesses                        counter: tries to open it, for 15 minutes
//	visits             {date}/{lab}/{hhmm}/{ref}      the list that staff and the purge go by
//	phone/{hash}       booking/{ref}                  the bookings of a phone
//	                   open/{n}                       the n-th open booking, until its day ends
//	                   samples/{date}                 counter: samples brought that day
//	                   missed, paused                 no-shows, and the pause they led to
//	producer/{id}      week/{monday}                  counter: bookings of a producer
//	address/{hash}     {date}                         counter: bookings from a network address
//	request/{hash}     booking                        what an Idempotency-Key led to, for 24 hours
//	tasks              {lab}/{date}/{id}              what staff have to do
//	screening          {month}/{lab}/{category}       counter: samples tested, nothing personal
//	purges             {instant}                      the proof of a purge
//	                   {instant}-key                  that bookings of a lost key were given up
//	keys               booking                        the fingerprint of the keys of this book
//
// Only calendar/ wakes the publisher: bookings change nothing that is published. Dates are
// yyyymmdd, and a {hash} is an HMAC, so the store alone tells nobody's phone.
//
// # Personal data
//
// A booking knows a mobile number and, if people like, a name. Both are sealed by a [Sealer] and
// are printed masked by every verb. [Diary.Purge] removes a booking 180 days after the visit and
// looks again for what is left; the rows also expire by themselves a week later.
package booking
