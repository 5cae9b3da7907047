// Package visit has the pages on which people book a free rapid test (预约快检), and later open,
// move or cancel the booking and read the result.
//
// # Model
//
// One question a page, and every page works without a script: laboratory, day, time, samples and
// phone, check, done. What was answered travels with the visitor, because the server keeps
// nothing before the booking is made. Laboratory, day and time are in the address; a phone and a
// name never are, so from the moment they are known every step is a POST that carries them in
// hidden fields. The same pages for day and time serve a booking that is being moved; they then
// carry its pass.
//
// GET and HEAD change nothing. Book, move and cancel answer a POST, after which the reader is
// sent to a page that can be read again.
//
// # Passes and form tokens
//
// A pass opens one booking for half an hour. It is a sealed text in the address and in hidden
// fields: whoever sees it learns neither reference nor phone. It is made only for who has just
// booked, or knew the reference and the last four digits of the phone.
//
// A form token shows that a form was made here, less than a day ago. It is tied to no cookie,
// because readers have none; that a request comes from a page of this site is checked by what
// the browser says of its origin. The token of the booking forms is also the Idempotency-Key of
// the booking: however often a form is sent, there is one booking.
//
// # Addresses
//
//	/book                       laboratories
//	/book/{lab}                 days with free places     GET answers in the address, POST carries
//	/book/{lab}/{date}          times of a day            what was answered in hidden fields
//	/book/{lab}/{date}/{time}   samples and phone; POST checks, books or moves
//	/booking                    opens a booking, by POST
//	/booking/{pass}             the booking; …/cancel asks and cancels, …/calendar.ics is a file
//
// and each of them under /en. Times are 0930.
//
// # Layout
//
//	service.go   options and routes     step.go    what every request goes through
//	token.go     passes, form tokens    draft.go   what was answered so far
//	lab.go day.go time.go contact.go check.go      the questions, in their order
//	move.go      a booking gets another time       open.go    reference and last four digits
//	booking.go   a booking in each of its states   cancel.go  question and deed
//	words.go     times and facts for people
package visit
