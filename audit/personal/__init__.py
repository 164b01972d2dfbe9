"""Finding personal data: `numbers` (what a number is, and hiding it), `people` (names), `lists` (tables of persons),
`prose` (running text). `audit.privacy` puts them together and is the only way in."""
