using RetailActors.Hosting;

return await SiloHost.Run(args);
