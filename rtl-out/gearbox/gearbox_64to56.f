gearbox_64to56.v
