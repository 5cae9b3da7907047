package pages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// SiteKey is the key of the object that holds the imprint.
const SiteKey = "site.json"

// The shapes of the numbers that a government site shows (国办发〔2017〕47号).
var (
	icpNumber    = regexp.MustCompile(`^\p{Han}ICP备\d{5,10}号(-\d+)?$`)
	policeNumber = regexp.MustCompile(`^\p{Han}公网安备 ?\d{14}号$`)
	siteCode     = regexp.MustCompile(`^[a-z]{0,2}\d{8,10}$`)
	officePhone  = regexp.MustCompile(`^[0-9+][0-9 -]{2,24}$`)
)

// Imprint is what a site says of those who run it. It is read from site.json; what is not
// configured is not shown, and nothing is made up.
type Imprint struct {
	Title      dataset.Bilingual `json:"title"`      // the site's name, if not our own
	Sponsor    dataset.Bilingual `json:"sponsor"`    // 主办单位
	Undertaker dataset.Bilingual `json:"undertaker"` // 承办单位
	Address    dataset.Bilingual `json:"address"`
	Phone      string            `json:"phone"`     // of the office that corrects the registers
	ICP        string            `json:"icp"`       // 黑ICP备12345678号-1
	Police     string            `json:"police"`    // 黑公网安备 23270102000001号
	SiteCode   string            `json:"site_code"` // 网站标识码
	Terms      dataset.Bilingual `json:"terms"`     // under which the data may be used
}

// ParseImprint reads site.json. An unknown field is an error, so that a typing error does not
// leave a number out; so is a number that has not the shape of its kind.
func ParseImprint(data []byte) (Imprint, error) {
	var i Imprint
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&i); err != nil {
		return Imprint{}, fmt.Errorf("read %s: %w", SiteKey, err)
	}
	for _, n := range []struct {
		name, value string
		shape       *regexp.Regexp
	}{
		{"icp", i.ICP, icpNumber},
		{"police", i.Police, policeNumber},
		{"site_code", i.SiteCode, siteCode},
		{"phone", i.Phone, officePhone},
	} {
		if n.value != "" && !n.shape.MatchString(n.value) {
			return Imprint{}, fmt.Errorf("read %s: %q is no %s", SiteKey, n.value, n.name)
		}
	}
	return i, nil
}

// imprint is an Imprint in one language. Where there is no English it is the Chinese.
type imprint struct {
	Sponsor, Undertaker, Address, Phone, ICP, Police, SiteCode string
}

func (i *Imprint) in(lang string) imprint {
	return imprint{
		Sponsor: either(i.Sponsor, lang), Undertaker: either(i.Undertaker, lang),
		Address: either(i.Address, lang), Phone: i.Phone, ICP: i.ICP, Police: i.Police,
		SiteCode: i.SiteCode,
	}
}

func either(b dataset.Bilingual, lang string) string {
	if text := strings.TrimSpace(b.In(lang)); text != "" {
		return text
	}
	return b.Zh
}
