print("segnb")
