package check

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

const masterKey = "BookingMasterKey"

// bookingKey: the secret of the bookings stands nowhere in plain text, and the key that encrypted
// it outlives the stack and is this account's alone.
func bookingKey(s *stack) []string {
	var complaints []string
	complain := func(format string, args ...any) {
		complaints = append(complaints, fmt.Sprintf(format, args...))
	}
	key, ok := s.resources[masterKey]
	if !ok || key.kind != "AWS::KMS::Key" {
		return []string{"no key"}
	}
	for _, attribute := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if key.attributes[attribute] != "Retain" {
			complain("the key goes with the stack: %s", attribute)
		}
	}
	if text(key.at("EnableKeyRotation")) != "true" {
		complain("the key is not rotated")
	}
	if text(key.at("PendingWindowInDays")) != "30" {
		complain("the key can be deleted before somebody notices")
	}
	partition := map[bool]string{false: "aws", true: "aws-cn"}[s.china()]
	account := "arn:" + partition + ":iam::123456789012:root"
	for _, v := range list(key.at("KeyPolicy", "Statement")) {
		if got := text(at(v, "Principal", "AWS")); got != account || len(object(v)) != 4 {
			complain("the key is for %q and not for %s alone", got, account)
		}
	}
	return append(complaints, sealed(s)...)
}

// sealed: the parameter takes a ciphertext of KMS's and no key in plain text.
func sealed(s *stack) []string {
	var template map[string]any
	if err := json.Unmarshal([]byte(s.source), &template); err != nil {
		return []string{err.Error()}
	}
	pattern, err := regexp.Compile(text(at(template, "Parameters", "BookingKey", "AllowedPattern")))
	if err != nil {
		return []string{err.Error()}
	}
	plain := base64.StdEncoding.EncodeToString(make([]byte, 32))
	// KMS makes 184 bytes of a key of 32.
	ciphertext := base64.StdEncoding.EncodeToString(make([]byte, 184))
	var complaints []string
	for value, takes := range map[string]bool{
		"": true, "kms:" + ciphertext: true, ciphertext: false, plain: false, "kms:" + plain: false,
	} {
		if pattern.MatchString(value) != takes {
			complaints = append(complaints, fmt.Sprintf("BookingKey: %q is taken: %t", value, !takes))
		}
	}
	given := text(s.resources["BookingFunction"].at(
		"Environment", "Variables", "MINGTIAN_BOOKING_KEY"))
	if given != "" && !strings.HasPrefix(given, "kms:") {
		complaints = append(complaints, "the function is told a key in plain text")
	}
	return complaints
}
