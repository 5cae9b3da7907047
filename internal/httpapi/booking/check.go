package booking

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"time"

	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/zh"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	entext "github.com/go-playground/validator/v10/translations/en"
	zhtext "github.com/go-playground/validator/v10/translations/zh"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
)

// checker checks bodies by the tags of their structs. It has a tongue for each language, because
// a field has another name in each: that of JSON, and a word.
type checker struct{ en, zh tongue }

type tongue struct {
	validate  *validator.Validate
	translate ut.Translator
}

// rule is a tag of ours, and what is said when it does not hold: {0} stands for the field.
type rule struct {
	tag    string
	holds  func(text string) bool
	en, zh string
}

var fourDigits = regexp.MustCompile(`^[0-9０-９]{4}$`)

var rules = []rule{
	{
		"mobile",
		func(s string) bool { _, err := diary.ParsePhone(s); return err == nil },
		"{0} must be a mobile number of eleven digits", "{0}应为 11 位手机号码",
	},
	{
		"instant",
		func(s string) bool { _, err := time.Parse(time.RFC3339, s); return err == nil },
		"{0} must be a time such as 2026-11-25T01:30:00Z",
		"{0}应写作 2026-11-25T01:30:00Z 的形式",
	},
	{
		"last4", fourDigits.MatchString,
		"{0} must be the last four digits of the phone", "{0}应为手机号的最后四位数字",
	},
}

// newChecker returns a checker. That the texts of a library do not register is a mistake in the
// program, and a panic.
func newChecker() checker {
	english, chinese := en.New(), zh.New()
	languages := ut.New(english, english, chinese)
	inEnglish, _ := languages.GetTranslator(english.Locale())
	inChinese, _ := languages.GetTranslator(chinese.Locale())
	c := checker{
		en: tongue{validator.New(validator.WithRequiredStructEnabled()), inEnglish},
		zh: tongue{validator.New(validator.WithRequiredStructEnabled()), inChinese},
	}
	c.en.validate.RegisterTagNameFunc(jsonName)
	c.zh.validate.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("zh") })
	err := errors.Join(
		entext.RegisterDefaultTranslations(c.en.validate, c.en.translate),
		zhtext.RegisterDefaultTranslations(c.zh.validate, c.zh.translate))
	for _, r := range rules {
		err = errors.Join(err, c.en.learn(r, r.en), c.zh.learn(r, r.zh))
	}
	if err != nil {
		panic(fmt.Sprintf("httpapi/booking: register rules: %v", err))
	}
	return c
}

// learn registers a rule of ours and its text.
func (t tongue) learn(r rule, text string) error {
	holds := func(f validator.FieldLevel) bool { return r.holds(f.Field().String()) }
	return errors.Join(
		t.validate.RegisterValidation(r.tag, holds),
		t.validate.RegisterTranslation(r.tag, t.translate,
			func(u ut.Translator) error { return u.Add(r.tag, text, false) },
			func(u ut.Translator, f validator.FieldError) string {
				said, err := u.T(f.Tag(), f.Field())
				if err != nil {
					return text // without the name of the field
				}
				return said
			}))
}

// check returns a fault that names every part of a struct that is wrong, in both languages.
func (c checker) check(v any) error {
	english, err := c.en.complaints(v)
	if err != nil || len(english) == 0 {
		return err
	}
	chinese, err := c.zh.complaints(v)
	if err != nil {
		return err
	}
	list := make([]complaint, len(english))
	for i, e := range english {
		list[i] = complaint{
			"/" + e.Field(), e.Translate(c.en.translate) + ".",
			chinese[i].Translate(c.zh.translate) + "。",
		}
	}
	return wrong(list...)
}

// complaints returns what is wrong, in the order of the fields. Their errors hold the values, and
// are never wrapped.
func (t tongue) complaints(v any) (validator.ValidationErrors, error) {
	err := t.validate.Struct(v)
	if err == nil {
		return nil, nil
	}
	list, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return nil, fmt.Errorf("check a body: %w", err)
	}
	return list, nil
}

// instant reads a time that the check has let through.
func instant(text string) time.Time {
	at, _ := time.Parse(time.RFC3339, text)
	return at
}
