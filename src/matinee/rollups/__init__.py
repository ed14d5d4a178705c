"""WHAT SEVERAL TITLES DID TOGETHER: roll-ups over titles by households, rankings of groups, the audience of a franchise."""
