"""What others say: their charts in the lake, held against their own rules, each edition kept."""
