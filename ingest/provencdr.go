package ingest

// provenCDR returns the rows of a CDRReader after they have been compared with the zone in which they are read. It
// reads zoneWindow rows ahead, so that no row is imported that the following ones prove wrong.
type provenCDR struct {
	*CDRReader
	proof         zoneProof
	unproven      func(*ZoneError) // called once with the contradiction, after which reading continues; nil: reading ends
	ahead         []cdrAhead
	end           error // the error that ended the reading
	told          bool  // unproven was called
	offset, lines int64 // of the row returned last
}

// cdrAhead is a row or a bad line that was read and not returned yet.
type cdrAhead struct {
	line          Line[CDRRow]
	bad           *LineError
	zone          zoneSample
	offset, lines int64
}

func newProvenCDR(c *CDRReader, unproven func(*ZoneError)) *provenCDR {
	return &provenCDR{CDRReader: c, proof: zoneProof{loc: c.options.Location}, unproven: unproven}
}

// Offset returns the offset behind the row returned last.
func (p *provenCDR) Offset() int64 { return p.offset }

// Lines returns the number of lines up to the row returned last.
func (p *provenCDR) Lines() int64 { return p.lines }

// SkipTo moves as CDRReader.SkipTo does and discards the rows read ahead.
func (p *provenCDR) SkipTo(offset, lines int64) error {
	p.ahead, p.end = nil, nil
	err := p.CDRReader.SkipTo(offset, lines)
	p.offset, p.lines = p.CDRReader.Offset(), p.CDRReader.Lines()
	return err
}

// tail returns the SHA-256 of the last bytes before Offset. If rows were read ahead, it is not known.
func (p *provenCDR) tail() []byte {
	if p.offset != p.CDRReader.Offset() {
		return nil
	}
	return p.CDRReader.tail()
}

// Next returns the next row or error of the CDRReader, or a *ZoneError.
func (p *provenCDR) Next() (Line[CDRRow], error) {
	if len(p.ahead) <= zoneWindow {
		// Two steps, so that the first thousand rows of a stream are enough to judge.
		for _, rows := range []int{zoneWindow, 2 * zoneWindow} {
			if err := p.fill(rows); err != nil {
				return Line[CDRRow]{}, err
			}
		}
	}
	if len(p.ahead) == 0 {
		p.offset, p.lines = p.CDRReader.Offset(), p.CDRReader.Lines()
		return Line[CDRRow]{}, p.end
	}
	next := p.ahead[0]
	p.ahead = p.ahead[1:]
	p.offset, p.lines = next.offset, next.lines
	if next.bad != nil {
		return Line[CDRRow]{}, next.bad
	}
	return next.line, nil
}

// fill reads until the given number of rows is ahead, and judges all of them.
func (p *provenCDR) fill(rows int) error {
	begin, had := p.CDRReader.Offset(), len(p.ahead)
	for p.end == nil && len(p.ahead) < rows && p.CDRReader.Offset()-begin < maxBatchBytes {
		line, err := p.CDRReader.Next()
		bad, isBad := err.(*LineError) //nolint:errorlint // the reader does not wrap it
		if err != nil && !isBad {
			p.end = err
			break
		}
		next := cdrAhead{line: line, bad: bad, offset: p.CDRReader.Offset(), lines: p.CDRReader.Lines()}
		if !isBad {
			next.zone = p.zone
		}
		p.ahead = append(p.ahead, next)
	}
	if len(p.ahead) == had || p.told {
		return nil
	}
	samples := make([]zoneSample, 0, len(p.ahead))
	for _, a := range p.ahead {
		samples = append(samples, a.zone)
	}
	wrong := p.proof.judge(samples)
	if wrong == nil {
		return nil
	}
	if p.unproven == nil {
		return wrong
	}
	p.told = true
	p.unproven(wrong)
	return nil
}
