package ident

import "fmt"

// ReservedUSCC returns the USCC of department and category dept (such as "93"), of the division
// region (six digits) and of the reserved organisation code PDY and serial, 1 to 99999. GB 11714
// sets those codes aside, so that what is made up with them can never be a real entity's.
func ReservedUSCC(dept, region string, serial int) (USCC, error) {
	body := fmt.Sprintf("PDY%05d", serial)
	first17 := dept + region + body + "0"
	if serial < 1 || serial > 99999 || len(first17) != 17 || len(usccShape(first17+"0")) > 0 {
		return "", fmt.Errorf("ident: no reserved code for %q, %q and %d", dept, region, serial)
	}
	first17 = dept + region + body + string(organisationCheck(body))
	return USCC(first17 + string(usccCheck(first17))), nil
}
