// Package privacy knows what personal data look like in a bureau's list and what may be left of
// them in a public register.
//
// A register holds only what may be published (个人信息保护法, art. 6, 25 and 28), so whoever
// takes data in asks here first:
//
//	header.go   columns that are personal by their heading: representative, ID number, bank card
//	name.go     does a name belong to a person, and what of it stays: 张**, 欧阳*
//	phone.go    mobile numbers, at digit boundaries; office landlines and hotlines stay
//	number.go   ID-card numbers: a possible birth date, and not where a valid USCC stands
//	address.go  an address as far as the village
//
// Masking looks with care: too much hides a licence number that everyone may see, too little
// cannot be taken back. All functions are pure and idempotent: masked text masks to itself.
package privacy
