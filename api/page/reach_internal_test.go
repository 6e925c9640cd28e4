package page

import "testing"

// TestReach tries each answer: with what it says, the level is at least the target, and with one call less it is not.
func TestReach(t *testing.T) {
	t.Parallel()
	for of := range 60 {
		for within := range of + 1 {
			r := newReach(float64(within), float64(of))
			level := func(in, all float64) bool { return in*100 >= target*all-1e-6 }
			n := r.Needed
			if !level(r.Within+n, r.Of+n) || n > 0 && level(r.Within+n-1, r.Of+n-1) {
				t.Errorf("%d of %d: %v further calls are said to be needed", within, of, n)
			}
			if n == 0 && (!level(r.Within, r.Of+r.Spare) || level(r.Within, r.Of+r.Spare+1) && of > 0) {
				t.Errorf("%d of %d: %v calls are said to be spare", within, of, r.Spare)
			}
		}
	}
	v := &view{locale: newLocale("es")}
	r := newReach(50, 100)
	r.expect(v, 100)
	if r.Needed != 150 || r.Possible || r.Best != "75" {
		t.Errorf("50 of 100 with 100 to come: %+v", r)
	}
	r.expect(v, 150)
	if !r.Possible || r.Best != "80" {
		t.Errorf("50 of 100 with 150 to come: %+v", r)
	}
}
