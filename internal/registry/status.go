package registry

import (
	"slices"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// Certificate statuses, the codes of codelist certificate_status.
const (
	StatusValid      = "valid"
	StatusExpiring   = "expiring"
	StatusConversion = "conversion"
	StatusExpired    = "expired"
	StatusSuspended  = "suspended"
	StatusRevoked    = "revoked"
	StatusWithdrawn  = "withdrawn"
	StatusPending    = "pending"
	StatusUnknown    = "unknown"
)

// Certificate schemes, the codes of codelist certificate_scheme.
const (
	SchemeGreenFood  = "green_food"
	SchemeOrganic    = "organic"
	SchemeConversion = "organic_conversion"
	SchemeGI         = "gi"
)

// ExpiringDays is how many days before its end a certificate is said to expire soon: 0 to 30
// days left.
const ExpiringDays = 30

// StatusOn returns the certificate's status on a date, one of the codes of certificate_status.
// What the certifier decided (revoked, withdrawn) comes before what the calendar says; a
// suspension ends with the certificate; land in conversion is never shown as organic. A
// certificate is valid through its ValidTo.
func (c *Certificate) StatusOn(on calendar.Date) string {
	switch {
	case c.Standing == StatusRevoked || c.Standing == StatusWithdrawn:
		return c.Standing
	case c.ValidTo != 0 && c.ValidTo < on:
		return StatusExpired
	case c.Standing == StatusSuspended:
		return StatusSuspended
	case c.ValidFrom > on:
		return StatusPending
	case c.ValidTo == 0 && c.Scheme == SchemeGI:
		return StatusValid // a geographical indication is registered without an end
	case c.ValidTo == 0:
		return StatusUnknown
	case c.Scheme == SchemeConversion:
		return StatusConversion
	case on.DaysUntil(c.ValidTo) <= ExpiringDays:
		return StatusExpiring
	default:
		return StatusValid
	}
}

// Holds reports whether the certificate stands on a date: valid, be it for less than a month.
// A certificate in conversion does not.
func (c *Certificate) Holds(on calendar.Date) bool {
	s := c.StatusOn(on)
	return s == StatusValid || s == StatusExpiring
}

// ActiveOn reports whether the producer can be traced on the platform on a date.
func (t *TraceEntity) ActiveOn(on calendar.Date) bool {
	return (t.Standing == "" || t.Standing == "active") && t.Joined <= on
}

// HeldOn reports whether the title is held on a date. A title without an end is held.
func (t *DemonstrationTitle) HeldOn(on calendar.Date) bool {
	return t.AwardedOn <= on && (t.ValidTo == 0 || t.ValidTo >= on)
}

// Tiers that are not levels of a scheme.
const (
	TierUnrated  = "unrated"  // 未参评: no rating in force, which says nothing against anyone
	TierWithheld = "withheld" // adverse, and outside what the law lets be shown
)

// InForceOn reports whether the rating counts on a date: decided, past its publicity period,
// not repaired, not lapsed.
func (r *CreditRating) InForceOn(on calendar.Date) bool {
	switch r.Status {
	case "publicity", "repaired", "lapsed":
		return false
	}
	return r.DecidedOn <= on && (r.ValidTo == 0 || r.ValidTo >= on)
}

// DisplayedOn reports whether an adverse rating may be shown on a date. A repaired one may
// not, nor one past its display period; one without a display period set may.
func (r *CreditRating) DisplayedOn(on calendar.Date) bool {
	return r.Status != "repaired" && (r.DisplayUntil == 0 || r.DisplayUntil >= on)
}

// Adverse reports whether a level of the scheme is adverse information.
func (s *CreditScheme) Adverse(level string) bool {
	from := slices.Index(s.Levels, s.AdverseFrom)
	return s.AdverseFrom != "" && from >= 0 && slices.Index(s.Levels, level) >= from
}
